import { access } from './access.js';
import { badGrpc } from './grpc.js';
import { badKafka } from './kafka.js';
import { badRequests } from './rest.js';
import { badWorkflows } from './workflows.js';

export const badInput = [...badRequests, ...badWorkflows, ...badGrpc, ...badKafka, ...access];
