export { tagKeys } from "./aws/tags.ts";
