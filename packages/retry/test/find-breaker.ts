// Loaded before the example that joins both packages. They have no dependency on each other, not even
// for development, since each has an example with the other and the build does not allow a circle.
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== "@pigeon/breaker") return next(specifier, context);
    return next(new URL("../../breaker/src/index.ts", import.meta.url).href, context);
  },
});
