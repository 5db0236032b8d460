import { actionScenarios } from './actions.js';
import { awaitedScenarios } from './awaited.js';
import { conditionScenarios } from './conditions.js';
import { deliveryReceiptScenarios } from './delivery-receipts.js';
import { eventTypeScenarios } from './event-types.js';
import { failureScenarios } from './failures.js';
import { googleSpeechScenarios } from './google-speech.js';
import { grpcScenarios } from './over-grpc.js';
import { redriveScenarios } from './redrives.js';
import { repeatScenarios } from './repeats.js';
import { signedRequestScenarios } from './signed-requests.js';
import { slackScenarios } from './slack-messages.js';
import { smsProviderScenarios } from './sms-providers.js';
import { speechProviderScenarios } from './speech-providers.js';
import { suspendedTenantScenarios } from './suspended-tenant.js';
import { waitingScenarios } from './waiting.js';
import { workflowEventScenarios } from './workflow-events.js';

export const scenarios = [
  ...actionScenarios,
  ...smsProviderScenarios,
  ...deliveryReceiptScenarios,
  ...slackScenarios,
  ...signedRequestScenarios,
  ...awaitedScenarios,
  ...waitingScenarios,
  ...suspendedTenantScenarios,
  ...conditionScenarios,
  ...failureScenarios,
  ...redriveScenarios,
  ...eventTypeScenarios,
  ...workflowEventScenarios,
  ...grpcScenarios,
  ...googleSpeechScenarios,
  ...speechProviderScenarios,
  ...repeatScenarios,
];
