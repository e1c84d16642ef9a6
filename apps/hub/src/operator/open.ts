import type { ExplainedValue, PigeonConfig } from "@pigeon/config";
import type { ErrorLogger, ErrorTracker } from "@pigeon/errors";
import type { SettingList } from "@pigeon/protocol";
import { failures } from "../failures.ts";
import type { Ledger } from "../ledger.ts";
import { every } from "../maintenance/every.ts";
import type { Clock } from "../ports.ts";
import { savedState } from "../saved-state.ts";
import type { Store } from "../store/port.ts";
import { AuditLog } from "./audit-log.ts";
import { LoadHistory, SAMPLE_INTERVAL_MS } from "./load-history.ts";
import { settingsOf } from "./settings.ts";

export interface OperatorParts {
  readonly config: PigeonConfig;
  readonly explained: readonly ExplainedValue[] | undefined;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly logger: ErrorLogger;
  readonly errors: ErrorTracker;
}

/** What the hub keeps for those who run it. */
export interface Operator {
  readonly audit: AuditLog;
  readonly history: LoadHistory;
  readonly settings: () => SettingList;
  start(): Promise<void>;
  /** Saves what is not saved yet. */
  close(): Promise<void>;
}

export function openOperator(parts: OperatorParts): Operator {
  const { config, explained, store, ledger, clock, logger, errors } = parts;
  const failed = failures(errors).storeFailure;
  const audit = new AuditLog({
    state: savedState(store, "audit"),
    clock,
    onEntry: (entry) => logger.info({ audit: entry }, `${entry.who}: ${entry.action} ${entry.target}`),
    onFailure: failed("save the audit log"),
  });
  const history = new LoadHistory(clock);
  history.follow(ledger);
  let stop = () => {};
  return {
    audit,
    history,
    settings: () => settingsOf(config, explained),
    start: async () => {
      await audit.restore();
      stop = every(clock, SAMPLE_INTERVAL_MS, () => history.sample(store), failed("sample the load"));
    },
    close: async () => {
      stop();
      await audit.flush();
    },
  };
}
