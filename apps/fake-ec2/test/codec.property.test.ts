import * as sdk from "@aws-sdk/client-ec2";
import { HttpResponse, type HttpRequest } from "@smithy/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readForm } from "../src/codec/form.ts";
import { writeAnswer, writeError } from "../src/codec/xml.ts";
import { connection } from "../src/client.ts";
import { Ec2Error } from "../src/error.ts";
import { actions, operation, type Operation } from "../src/operations.ts";

const MAX_DEPTH = 4;
/** Of each struct's members, so that the largest stay readable. */
const MAX_MEMBERS = 6;

/** Anything that XML can hold; what surrounds a text may be lost there. */
const text = fc
  .string({ unit: "binary", maxLength: 12 })
  // oxlint-disable-next-line no-control-regex
  .map((value) => `<${value.replaceAll(/[\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/g, "&")}>`);

/** Values of a schema, any member of them present or not, those that are required always. */
function arbitrary(schema: NormalizedSchema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) return struct(schema, depth);
  if (schema.isListSchema())
    return fc.array(arbitrary(schema.getValueSchema(), depth + 1), { minLength: 1, maxLength: 3 });
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isTimestampSchema())
    return fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true });
  if (schema.isNumericSchema()) return fc.integer({ min: -1000, max: 1_000_000 });
  return text;
}

function struct(schema: NormalizedSchema, depth: number): fc.Arbitrary<unknown> {
  const members = [...schema.structIterator()].filter(
    ([, member]) => depth < MAX_DEPTH || !(member.isStructSchema() || member.isListSchema()),
  );
  const count = (schema.getSchema() as unknown as readonly unknown[])[6];
  const required = new Set(members.slice(0, typeof count === "number" ? count : 0).map(([name]) => name));
  // The SDK fills in a token that is missing.
  for (const [name, member] of members) if (member.isIdempotencyToken()) required.add(name);
  const optional = members.map(([name]) => name).filter((name) => !required.has(name));
  return fc.subarray(optional, { maxLength: Math.min(MAX_MEMBERS, optional.length) }).chain((chosen) => {
    const names = new Set([...required, ...chosen]);
    const parts = members.filter(([name]) => names.has(name));
    const valueOf = (name: string, member: NormalizedSchema): fc.Arbitrary<unknown> => {
      const any = arbitrary(member, depth + 1);
      // What is required and holds nothing has no form on the wire.
      return required.has(name) ? any.filter((value) => bare(value) !== undefined) : any;
    };
    return fc.record(Object.fromEntries(parts.map(([name, member]) => [name, valueOf(name, member)])));
  });
}

/** Without what has no form on the wire: things that hold nothing. */
function bare(value: unknown): unknown {
  if (value instanceof Date || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(bare).filter((one) => one !== undefined);
    return items.length === 0 ? undefined : items;
  }
  const entries = Object.entries(value)
    .map(([name, one]) => [name, bare(one)] as const)
    .filter(([name, one]) => one !== undefined && name !== "$metadata");
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

interface Wire {
  body: string;
  answer: string;
  status: number;
}

function clientOn(wire: Wire): sdk.EC2Client {
  const handle = async (request: HttpRequest) => {
    wire.body = String(request.body);
    const body = Buffer.from(wire.answer);
    return { response: new HttpResponse({ statusCode: wire.status, headers: {}, body }) };
  };
  return new sdk.EC2Client({
    ...connection,
    endpoint: "http://127.0.0.1:1",
    maxAttempts: 1,
    requestHandler: { handle } as never,
  });
}

const wire: Wire = { body: "", answer: "", status: 200 };
const client = clientOn(wire);
const send = async (action: string, input: unknown): Promise<unknown> => {
  const Command = (sdk as never)[`${action}Command`] as new (input: unknown) => sdk.DescribeVpcsCommand;
  return client.send(new Command(input));
};
const known = (action: string): Operation => operation(action) ?? expect.fail(`${action} is not known`);

test.each(actions)(
  "%s: what the SDK writes is read as it was meant, and what is answered arrives",
  async (action) => {
    const { input, output } = known(action);
    await fc.assert(
      fc.asyncProperty(arbitrary(input), arbitrary(output), async (asked, answered) => {
        wire.answer = writeAnswer(action, output, answered as object, "id");
        wire.status = 200;
        const arrived = await send(action, asked);
        expect(bare(readForm(input, new URLSearchParams(wire.body)))).toEqual(bare(asked));
        expect(bare(arrived)).toEqual(bare(answered));
      }),
      { numRuns: 15 },
    );
  },
);

test("errors arrive with code and message", async () => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[A-Z][A-Za-z.]{2,30}$/), text, async (code, message) => {
      wire.answer = writeError(new Ec2Error(code, message), "id");
      wire.status = 400;
      await expect(send("DescribeVpcs", {})).rejects.toMatchObject({ name: code, message });
    }),
    { numRuns: 30 },
  );
});
