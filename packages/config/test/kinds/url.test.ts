import { describe, expect, it } from "vitest";

import { url } from "../../src/index.ts";
import { maskUrl } from "../../src/kinds/url.ts";
import { fromCode, fromText } from "../read-kind.ts";

describe("url", () => {
  it.each(["https://example.com", "http://127.0.0.1:8080/a?b=c#d", "HTTPS://u:p@h/", "http://[::1]/"])(
    "takes %j as it is",
    (text) => {
      expect(fromText(url(), text)).toBe(text);
    },
  );

  it.each([
    "",
    "example.com",
    "//example.com",
    "http:/example.com",
    "http:example.com",
    "http://",
    "http://a b/",
    "http://a/\n",
    "ht\ttp://a/",
    "ftp://example.com",
    "http://host:port/",
  ])("refuses %j", (text) => {
    expect(fromText(url(), text)).toBe("refused");
  });

  it("takes other schemes when told, and no other", () => {
    const field = url({ protocols: ["postgres", "postgresql"] });
    expect(fromText(field, "postgres://db/x")).toBe("postgres://db/x");
    expect(fromText(field, "https://db/x")).toBe("refused");
    expect(fromCode(field, new URL("postgres://db/x"))).toBe("refused");
    expect(field).toMatchObject({
      example: "postgres://example.com/",
      kind: { expected: "a URL that starts with postgres:// or postgresql://" },
    });
    expect(field.kind.json()).toEqual({ type: "string", format: "uri" });
    expect(url().example).toBe("https://example.com/");
    expect(url({ protocols: [] }).example).toBe("https://example.com/");
  });
});

describe("maskUrl", () => {
  it.each([
    ["https://example.com/a", "https://example.com/a"],
    ["https://me:hunter2@h/", "https://***@h/"],
    ["https://hunter2@h/", "https://***@h/"],
    ["https://:hunter2@h/", "https://***@h/"],
    ["https://h/a?token=hunter2", "https://h/a?***"],
    ["https://h/a#hunter2", "https://h/a#***"],
    ["hunter2", "***"],
    ["hunter2:x", "***"],
    ["", "***"],
  ])("of %j shows %j", (text, shown) => {
    expect(maskUrl(text)).toBe(shown);
    expect(url().kind.mask?.(text)).toBe(shown);
    expect(url().kind.redact?.(text)).toBe(shown);
  });
});
