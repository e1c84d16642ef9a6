import { createErrorTracker } from "@pigeon/errors";

const errors = createErrorTracker();

// Logs what ends the process, which it still does. Rejections that nobody handles come by here too.
process.on("uncaughtExceptionMonitor", (error, origin) => {
  errors.logInfrastructureError(origin, error);
});

setTimeout(() => {
  throw new TypeError("nobody catches this");
}, 1);
