export { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.js';
export { nearest } from './nearest.js';
export { lookup, parsePath, type Path } from './path.js';
export { assertNever, err, ok, type Outcome } from './result-type.js';
export {
  CEL_VARIABLES,
  MAX_CEL_DEPTH,
  MAX_CEL_NODES,
  type CelParsed,
  type CelRefusal,
  type CelSyntax,
} from './cel/syntax.js';
export { MAX_PATTERN_SIZE } from './engines.js';
export type { Engines, LocalTime, PatternMatcher, PhoneEngine } from './engines.js';
export { MAX_EVENT_DATA_BYTES, MAX_HOPS, type EventRef, type TelephonyEvent } from './event.js';
export {
  LANDINGS,
  type ConnectionShape,
  type ConnectorManifest,
  type DependentOptions,
  type KeyPart,
  type Landing,
  needsSecret,
  type Rate,
  type SecretShape,
} from './manifest.js';
export {
  isEndState,
  SNAPSHOT_KEY,
  type AttemptOutcome,
  type Command,
  type CommandError,
  type CommandStatus,
  type ConnectionRecord,
  type ControlMessage,
  type ReceiptMessage,
  type DeadReason,
  type EndState,
  type ErrorClass,
  type PlannedCommand,
  type Result,
  type RunsMessage,
  type RunStage,
  type RunStatus,
  type SecretPlace,
  type SnapshotMarker,
  type StatusRecord,
  type StepRecord,
  type TenantRecord,
  type TestOutcome,
  type WorkflowRef,
} from './messages.js';
export { topicNames, type Topics } from './topics.js';
export {
  OPERATORS,
  type AllGroup,
  type AnyGroup,
  type Condition,
  type ConditionLeaf,
  type ConditionTrace,
  type NotGroup,
  type Operator,
} from './condition/types.js';
export { compileCondition, conditionProblems, type CompiledCondition } from './condition/compile.js';
export { FILTER_NAMES, type FilterName } from './template/filters.js';
export { joinSecrets } from './template/landed.js';
export { templateProblems } from './template/problems.js';
export { renderParams } from './template/render-params.js';
export { showParams } from './template/show-params.js';
export type { ParamsRenderer, RenderedParams, RenderError, Scope } from './template/types.js';
export { VALUE_FORMATS, type ValueFormat } from './template/values.js';
export {
  DEFAULT_RETRY,
  durationMs,
  isAction,
  type ActionStep,
  type ConditionStep,
  type Delivery,
  type DelayStep,
  type Duration,
  type RetryPolicy,
  type Step,
  type WorkflowDocument,
  type WorkflowSpec,
} from './workflow/document.js';
export type { ActionPlan, WorkflowRecord } from './workflow/record.js';
export { catalogue, eventType } from './catalogue/catalogue.js';
export type { EventType } from './catalogue/describe.js';
export { fieldsOf, type FieldDescription, type FieldType } from './catalogue/fields.js';
export { evaluatedOnEveryEvent } from './matching/every-event.js';
export { checkWorkflow, type WorkflowProblems } from './workflow/check-workflow.js';
export { MAX_STEPS, RUN_RETENTION_MS } from './workflow/check/limits.js';
export type { WorkflowContext } from './workflow/check/context.js';
export type { Problem } from './workflow/check/problem.js';
export type { CodeTable } from './codes/code-table.js';
export { DOCUMENT_CODES, type DocumentCode } from './codes/document-codes.js';
export { type GeneralCode } from './codes/general-codes.js';
export { schemaCode, type SchemaCode } from './codes/schema-codes.js';
export { compileRecord, type RecordSource } from './workflow/compile-record.js';
export { extractInlineSecrets, type InlineSecret } from './workflow/inline-secrets.js';
export { advance } from './planning/advance.js';
export type { CompiledWorkflow } from './planning/compile-workflow.js';
export { explain, type GateTrace, type WorkflowExplanation } from './planning/explain.js';
export { withoutCommands } from './planning/fan-out.js';
export { firing } from './planning/firing.js';
export { plan, planEvent, type EventPlan } from './planning/plan.js';
export { asInstant } from './condition/values.js';
export type { Continuation, Decision, PlannedAction } from './planning/types.js';
export { WorkflowSet } from './planning/workflow-set.js';
