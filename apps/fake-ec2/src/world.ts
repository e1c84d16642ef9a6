import type {
  InstanceStateName,
  IpPermission,
  RequestLaunchTemplateData,
  RunInstancesCommandInput,
  SummaryStatus,
  Tag,
} from "@aws-sdk/client-ec2";
import { Ec2Error } from "./error.ts";

/** How the imitated region behaves. Times in ms. */
export interface Behaviour {
  /** From pending to running. */
  bootMs: number;
  /** From shutting-down to terminated. */
  shutdownMs: number;
  /** How long descriptions do not know a new instance. */
  visibleAfterMs: number;
  /** How long terminated instances are still described. */
  forgetAfterMs: number;
  /** At most this many entries a page, whatever a request asks for. */
  pageSize: number;
}

/** The launch template, with what the request itself says on top. */
export type LaunchRequest = RequestLaunchTemplateData & Pick<RunInstancesCommandInput, "SubnetId">;

export interface FakeInstance {
  readonly id: string;
  readonly reservationId: string;
  readonly request: LaunchRequest;
  readonly imageId: string;
  readonly type: string;
  readonly zone: string;
  readonly subnetId: string;
  readonly privateIp: string;
  readonly spotRequestId: string | undefined;
  readonly launchedAt: number;
  readonly bootMs: number;
  readonly token: string | undefined;
  readonly tags: readonly Tag[];
  readonly volumeTags: readonly Tag[];
  endedAt?: number;
  /** What the status checks say once it runs. */
  status: SummaryStatus;
  /** When EC2 announced that it takes a spot instance away. */
  markedAt?: number;
}

export interface FakeVersion {
  readonly data: RequestLaunchTemplateData;
  readonly description: string | undefined;
  readonly madeAt: number;
}

export interface FakeTemplate {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly Tag[];
  readonly versions: FakeVersion[];
}

export interface FakeGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly description: string;
  readonly tags: readonly Tag[];
  /** Descriptions do not know it before they know what is as old. */
  readonly madeAt?: number;
  ingress: IpPermission[];
}

interface Remembered {
  readonly parameters: string;
  readonly answer: () => object;
}

/** All that one imitated region knows. */
export class World {
  readonly instances: Map<string, FakeInstance> = new Map();
  readonly templates: Map<string, FakeTemplate> = new Map();
  readonly groups: Map<string, FakeGroup> = new Map();
  readonly vpcs: { readonly id: string; readonly isDefault: boolean }[] = [{ id: "vpc-1", isDefault: true }];
  readonly subnets: { readonly id: string; readonly zone: string; readonly vpcId: string }[] = [
    "a",
    "b",
    "c",
  ].map((letter) => ({ id: `subnet-${letter}`, zone: `eu-central-1${letter}`, vpcId: "vpc-1" }));
  readonly parameters: Map<string, string> = new Map([
    ["/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64", "ami-0a1"],
    ["/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64", "ami-0a2"],
  ]);
  /** Free places by `type/zone/market`; what is not listed has no end. */
  readonly capacity: Map<string, number> = new Map();
  readonly behaviour: Behaviour;
  /** Told of every new instance and of every end. */
  onLaunch: (instance: FakeInstance) => void = () => {};
  onEnd: (instance: FakeInstance) => void = () => {};
  readonly #tokens: Map<string, Remembered> = new Map();
  readonly #now: () => number;
  #serial = 0;

  constructor(now: () => number, behaviour: Partial<Behaviour>) {
    this.#now = now;
    this.behaviour = {
      bootMs: 30_000,
      shutdownMs: 20_000,
      visibleAfterMs: 0,
      forgetAfterMs: 3_600_000,
      pageSize: 1000,
      ...behaviour,
    };
  }

  now(): number {
    return this.#now();
  }

  newId(prefix: string): string {
    this.#serial += 1;
    return `${prefix}-${this.#serial.toString(16).padStart(17, "0")}`;
  }

  /** The same token with the same parameters gets the same thing; with others it is refused. */
  once(action: string, token: string | undefined, input: object, act: () => () => object): object {
    if (token === undefined) return act()();
    const key = `${action} ${token}`;
    const parameters = JSON.stringify(input);
    const known = this.#tokens.get(key);
    if (known === undefined) {
      const answer = act();
      this.#tokens.set(key, { parameters, answer });
      return answer();
    }
    if (known.parameters === parameters) return known.answer();
    throw new Ec2Error(
      "IdempotentParameterMismatch",
      `The client token ${token} was used in a request with other parameters`,
    );
  }

  stateOf({ launchedAt, bootMs, endedAt }: FakeInstance): InstanceStateName {
    if (endedAt !== undefined)
      return this.now() < endedAt + this.behaviour.shutdownMs ? "shutting-down" : "terminated";
    return this.now() < launchedAt + bootMs ? "pending" : "running";
  }

  /** The instances that a description knows of now. */
  visible(): FakeInstance[] {
    const { visibleAfterMs, shutdownMs, forgetAfterMs } = this.behaviour;
    return [...this.instances.values()].filter(({ launchedAt, endedAt = Infinity }) => {
      const now = this.now();
      return now >= launchedAt + visibleAfterMs && now < endedAt + shutdownMs + forgetAfterMs;
    });
  }

  /** Whether descriptions know by now of what was made then. */
  isKnown(madeAt = -Infinity): boolean {
    return this.now() >= madeAt + this.behaviour.visibleAfterMs;
  }

  living(): FakeInstance[] {
    return [...this.instances.values()].filter(({ endedAt }) => endedAt === undefined);
  }

  /** Ends an instance: asked to, taken away, or shut down from within. */
  end(id: string): void {
    const instance = this.instances.get(id);
    if (instance === undefined || instance.endedAt !== undefined) return;
    instance.endedAt = this.now();
    const key = offerOf(instance);
    const free = this.capacity.get(key);
    if (free !== undefined) this.capacity.set(key, free + 1);
    this.onEnd(instance);
  }

  /** Announces that a spot instance will be taken away. */
  interrupt(id: string): void {
    const instance = this.instances.get(id);
    if (instance?.spotRequestId === undefined) throw new Error(`${id} is no spot instance`);
    instance.markedAt = this.now();
  }
}

export function offerOf({ type, zone, spotRequestId }: FakeInstance): string {
  return `${type}/${zone}/${spotRequestId === undefined ? "on-demand" : "spot"}`;
}
