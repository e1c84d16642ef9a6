// Preloaded into every child: one whose parent died (even by SIGKILL) stops as if asked to.
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
// The channel alone keeps no process alive.
process.channel?.unref();
