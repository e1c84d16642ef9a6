import { fileURLToPath } from "node:url";

const deploy = fileURLToPath(new URL("../../../deploy", import.meta.url));

/** Built dashboards. */
export const GRAFANA = `${deploy}/grafana`;
export const RULES = `${deploy}/prometheus/pigeon.rules.yml`;
export const RULE_TESTS = `${deploy}/prometheus/pigeon.rules.test.yml`;
export const PROMETHEUS = `${deploy}/prometheus/prometheus.yml`;
export const ALERTMANAGER = `${deploy}/alertmanager/alertmanager.yml`;
