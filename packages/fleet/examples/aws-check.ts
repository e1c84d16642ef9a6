import { createAwsCloud } from "@pigeon/fleet/aws";

// Region and credentials come from where the AWS SDK finds them: AWS_PROFILE, AWS_REGION, an instance's role.
const cloud = createAwsCloud({
  boot: {
    hubs: ["https://10.0.0.5:4040"],
    // From https://nodejs.org/dist/v24.21.0/SHASUMS256.txt, the line of node-v24.21.0-linux-x64.tar.gz.
    node: { version: "24.21.0", sha256: { x64: process.env["NODE_SHA256"] } },
    packages: ["@pigeon/worker@0.1.0", "acme-handlers@1.4.2"],
    handlers: "acme-handlers/dist/handlers.js",
  },
  tags: { team: "mail" },
});

const missing = await cloud.permissions("blue");
for (const { action, reason } of missing) console.log(`missing: ${action}\n  ${reason}`);
if (missing.length === 0) {
  const { resources } = await cloud.prepare("blue");
  console.log(resources.join("\n"));
}
