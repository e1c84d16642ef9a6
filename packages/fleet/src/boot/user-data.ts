import { readFileSync } from "node:fs";
import { Checks } from "../problems.ts";
import { DEFAULT_WORKER_PORT, checkBoot, type BootOptions } from "./options.ts";

/** EC2 takes no more, before base64. */
export const MAX_USER_DATA_BYTES = 16_384;

/** The agent is shipped as source, which Node.js runs; this finds it from `src` and from `dist`. */
const agentUrl = new URL("../../src/boot/agent.ts", import.meta.url);

/**
 * The script that an instance runs at its first start: installs Node.js and the packages, and starts the worker
 * as a systemd unit. It holds no secret: the instance proves to the hub by AWS's signature which one it is.
 *
 * @throws FleetOptionsError listing all problems, also when the script is larger than EC2 takes.
 */
export function userData(cluster: string, boot: BootOptions): string {
  const checks = new Checks();
  checks.text("cluster", cluster, /^[a-z0-9-]{1,32}$/, "1 to 32 of a-z, 0-9 and -");
  checkBoot(checks, boot);
  checks.finish();
  const script = render(cluster, boot, readFileSync(agentUrl, "utf8"));
  const bytes = Buffer.byteLength(script);
  if (bytes > MAX_USER_DATA_BYTES) {
    const spare = MAX_USER_DATA_BYTES - Buffer.byteLength(render(cluster, { ...boot, setup: "" }, ""));
    checks.add("boot", `user data of at most ${MAX_USER_DATA_BYTES} bytes (setup may take ${spare})`, bytes);
    checks.finish();
  }
  return script;
}

function render(cluster: string, boot: BootOptions, agent: string): string {
  const { node, hubCa, setup } = boot;
  const mirror = (node.mirror ?? "https://nodejs.org/dist").replace(/\/+$/, "");
  return `#!/bin/bash
# Pigeon: a worker of the cluster ${cluster}. Made by @pigeon/fleet.
set -euo pipefail
root=\${PIGEON_ROOT:-}
home=$root/opt/pigeon
# An instance that cannot become a worker ends itself; its console output tells why.
trap 'echo "pigeon: line $LINENO failed, this instance ends itself" >&2; systemctl poweroff' ERR
mkdir -p "$home/node" "$home/app" "$root/etc/systemd/system"
${setup === undefined || setup === "" ? "" : `( ${setup.trim()}\n)\n`}
case $(uname -m) in
  x86_64) arch=x64 sum=${node.sha256.x64 ?? "none"} ;;
  aarch64) arch=arm64 sum=${node.sha256.arm64 ?? "none"} ;;
  *) arch=unknown sum=none ;;
esac
if [ "$sum" = none ]; then
  echo "pigeon: no checksum of Node.js for $(uname -m) (boot.node.sha256)" >&2
  false
fi
curl --fail --silent --show-error --location --retry 5 --retry-all-errors --connect-timeout 10 \\
  --output "$home/node.tar.gz" "${mirror}/v${node.version}/node-v${node.version}-linux-$arch.tar.gz"
echo "$sum  $home/node.tar.gz" | sha256sum --check --quiet
tar -xzf "$home/node.tar.gz" -C "$home/node" --strip-components=1
rm "$home/node.tar.gz"

id pigeon >/dev/null 2>&1 || useradd --system --home-dir /opt/pigeon --shell /sbin/nologin pigeon
chown pigeon: "$home/app"
# Scripts of packages run without root.
runuser -u pigeon -- env "PATH=$home/node/bin:$PATH" "HOME=$home/app" \\
  npm install --prefix "$home/app" --no-audit --no-fund --omit=dev ${boot.packages.join(" ")}

cat >"$home/agent.ts" <<'PIGEON_AGENT'
${agent.trim()}
PIGEON_AGENT
${hubCa === undefined ? "" : `cat >"$home/hub-ca.pem" <<'PIGEON_CA'\n${hubCa.trim()}\nPIGEON_CA\n`}
cat >"$home/worker.env" <<PIGEON_ENV
PIGEON_CLUSTER=${cluster}
PIGEON_HUB_URL=${boot.hubs.map((hub) => hub.replace(/\/+$/, "")).join(",")}
PIGEON_HANDLERS=$home/app/node_modules/${boot.handlers}
PIGEON_WORKER=$home/app/node_modules/@pigeon/worker/dist/bin.js
PIGEON_PORT=${boot.port ?? DEFAULT_WORKER_PORT}
${boot.slots === undefined ? "" : `PIGEON_SLOTS=${boot.slots}\n`}${hubCa === undefined ? "" : "PIGEON_CA_FILE=$home/hub-ca.pem\nNODE_EXTRA_CA_CERTS=$home/hub-ca.pem\n"}PIGEON_ENV

cat >"$root/etc/systemd/system/pigeon-worker.service" <<PIGEON_UNIT
[Unit]
Description=Pigeon worker
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
User=pigeon
WorkingDirectory=$home/app
EnvironmentFile=$home/worker.env
ExecStart=$home/node/bin/node $home/agent.ts
RuntimeDirectory=pigeon
RuntimeDirectoryMode=0700
Restart=on-failure
RestartSec=5
KillMode=mixed
TimeoutStopSec=110
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=full
ProtectHome=yes

[Install]
WantedBy=multi-user.target
PIGEON_UNIT
systemctl daemon-reload
systemctl enable --now pigeon-worker.service
`;
}
