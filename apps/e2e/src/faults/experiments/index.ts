import type { Experiment } from '../experiment.js';
import { betweenEffectAndOutcome } from './e1-between-effect-and-outcome.js';
import { killedServices } from './e2-services.js';
import { rollingRestart } from './e3-rolling-restart.js';
import { pausedConnector } from './e4-paused-connector.js';
import { rollingBrokers } from './e5-rolling-brokers.js';
import { allBrokersDown, twoBrokersDown } from './e6-brokers-down.js';
import { postgresDown } from './e8-postgres-down.js';
import { postgresSlow } from './e9-postgres-slow.js';
import { failingTarget } from './e10-failing-target.js';
import { retryAfter } from './e11-retry-after.js';
import { badAnswers } from './e12-bad-answers.js';
import { scaling } from './e13-scaling.js';
import { sameEvent } from './e14-same-event.js';
import { runawayWorkflows } from './e17-runaway-workflows.js';
import { wrongClock } from './e18-wrong-clock.js';
import { fullDisks } from './e19-full-disks.js';
import { partitions } from './e20-partitions.js';
import { thinLine } from './e21-thin-line.js';
import { bounds } from './e23-bounds.js';
import { editedWorkflow, upgrade } from './e24-edited-workflow.js';
import { changingKeys } from './e25-keys.js';
import { backlog } from './e26-backlog.js';
import { boundaries } from './boundaries.js';
import { capped } from './capped.js';
import { oneKill } from './one-kill.js';
import { oneOfTwenty } from './one-of-twenty.js';
import { order } from './order.js';
import { soak } from './soak.js';

/** All of them, in the order of the table in docs/reliability.md. */
export const EXPERIMENTS: readonly Experiment[] = [
  betweenEffectAndOutcome,
  killedServices,
  rollingRestart,
  pausedConnector,
  rollingBrokers,
  allBrokersDown,
  twoBrokersDown,
  postgresDown,
  postgresSlow,
  failingTarget,
  retryAfter,
  badAnswers,
  scaling,
  sameEvent,
  runawayWorkflows,
  wrongClock,
  fullDisks,
  partitions,
  thinLine,
  bounds,
  editedWorkflow,
  upgrade,
  changingKeys,
  backlog,
  boundaries,
  oneOfTwenty,
  capped,
  oneKill,
  order,
  soak,
];
