import type { IpPermission } from "@aws-sdk/client-ec2";

export const groupName = (cluster: string): string => `pigeon-${cluster}`;

/** Who may call the workers: the hub's group on the worker's port, and nobody else. */
export interface Access {
  readonly hubSecurityGroupId: string;
  readonly port: number;
}

/** Rules to add, and rules to take away. */
export interface RuleChanges {
  readonly add: readonly IpPermission[];
  readonly remove: readonly IpPermission[];
}

/**
 * What brings a group to its purpose. Rules that let the whole world in are taken away; others that an operator
 * added stay.
 */
export function ruleChanges(existing: readonly IpPermission[], access: Access | undefined): RuleChanges {
  const wanted = access === undefined ? [] : [ruleFor(access)];
  return {
    add: wanted.filter((rule) => !existing.some((one) => covers(one, rule))),
    remove: existing.flatMap(openPart),
  };
}

function ruleFor({ hubSecurityGroupId, port }: Access): IpPermission {
  return {
    IpProtocol: "tcp",
    FromPort: port,
    ToPort: port,
    UserIdGroupPairs: [{ GroupId: hubSecurityGroupId, Description: "Pigeon hub" }],
  };
}

function covers(one: IpPermission, rule: IpPermission): boolean {
  const hub = rule.UserIdGroupPairs?.[0]?.GroupId;
  return (
    one.IpProtocol === rule.IpProtocol &&
    one.FromPort === rule.FromPort &&
    one.ToPort === rule.ToPort &&
    (one.UserIdGroupPairs ?? []).some(({ GroupId }) => GroupId === hub)
  );
}

/** The part of a rule that lets the whole world in. */
function openPart({ IpRanges = [], Ipv6Ranges = [], ...rule }: IpPermission): IpPermission[] {
  const open4 = IpRanges.filter(({ CidrIp }) => CidrIp === "0.0.0.0/0");
  const open6 = Ipv6Ranges.filter(({ CidrIpv6 }) => CidrIpv6 === "::/0");
  if (open4.length + open6.length === 0) return [];
  const { IpProtocol, FromPort, ToPort } = rule;
  return [
    {
      IpProtocol,
      ...(FromPort === undefined ? {} : { FromPort }),
      ...(ToPort === undefined ? {} : { ToPort }),
      ...(open4.length === 0 ? {} : { IpRanges: open4 }),
      ...(open6.length === 0 ? {} : { Ipv6Ranges: open6 }),
    },
  ];
}
