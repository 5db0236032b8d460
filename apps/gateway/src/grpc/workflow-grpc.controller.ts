import type { Metadata } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { entityTag } from '../http/answer.js';
import { PageQuery } from '../http/page.query.js';
import { Trial } from '../workflows/trial.js';
import { showWorkflow } from '../workflows/show-workflow.js';
import { WorkflowReader } from '../workflows/workflow-reader.js';
import { DryRunBody, RollbackBody, SaveQuery, WorkflowListQuery } from '../workflows/workflow.dto.js';
import { WorkflowService } from '../workflows/workflow.service.js';
import { envelopeOf } from './envelope.js';
import { documentOf, draftOf, given, GrpcEdge, idOf, pageOf, type Call } from './grpc-edge.js';
import { instantOf } from './timestamp.js';
import { savedMessage, testMessage, versionMessage, workflowMessage } from './workflow-messages.js';
import type {
  IdRequest,
  ListRequest,
  PageRequest,
  RollbackRequest,
  SaveRequest,
  TestRequest,
} from './workflow-messages.js';

const SERVICE = 'WorkflowService';

@Controller()
export class WorkflowGrpcController {
  constructor(
    private readonly edge: GrpcEdge,
    private readonly service: WorkflowService,
    private readonly reader: WorkflowReader,
    private readonly trial: Trial,
  ) {}

  @GrpcMethod(SERVICE, 'CreateWorkflow')
  async create({ document, message }: SaveRequest, _: Metadata, call: Call) {
    const answer = await this.edge.write(`${SERVICE}/CreateWorkflow`, call, undefined, async (request) => {
      const query = await this.edge.query(SaveQuery, { message });
      return this.service.create(request, documentOf(document), query.message);
    });
    return savedMessage(answer);
  }

  @GrpcMethod(SERVICE, 'GetWorkflow')
  get(request: IdRequest, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/GetWorkflow`, call, async ({ tenant }) => {
      const workflow = await this.reader.get(tenant, idOf(request));
      return { workflow: workflowMessage(showWorkflow(workflow), entityTag(workflow.generation)) };
    });
  }

  @GrpcMethod(SERVICE, 'ListWorkflows')
  list({ enabled, name, ...page }: ListRequest, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/ListWorkflows`, call, async ({ tenant }) => {
      const query = await this.edge.query(WorkflowListQuery, { ...pageOf(page), enabled, name });
      const { items, next } = await this.reader.list(tenant, query);
      return { workflows: items.map((workflow) => workflowMessage(workflow)), next };
    });
  }

  @GrpcMethod(SERVICE, 'UpdateWorkflow')
  async update(update: SaveRequest, _: Metadata, call: Call) {
    const answer = await this.edge.write(`${SERVICE}/UpdateWorkflow`, call, update.etag, async (request) => {
      const { message } = await this.edge.query(SaveQuery, { message: update.message });
      return this.service.save(request, idOf(update), documentOf(update.document), message);
    });
    return savedMessage(answer);
  }

  @GrpcMethod(SERVICE, 'DeleteWorkflow')
  async delete(named: IdRequest, _: Metadata, call: Call) {
    await this.edge.write(`${SERVICE}/DeleteWorkflow`, call, named.etag, async (request) =>
      this.service.remove(request, idOf(named)),
    );
    return {};
  }

  @GrpcMethod(SERVICE, 'EnableWorkflow')
  async enable(named: IdRequest, _: Metadata, call: Call) {
    const answer = await this.edge.write(`${SERVICE}/EnableWorkflow`, call, named.etag, async (request) =>
      this.service.setEnabled(request, idOf(named), true),
    );
    return savedMessage(answer);
  }

  @GrpcMethod(SERVICE, 'DisableWorkflow')
  async disable(named: IdRequest, _: Metadata, call: Call) {
    const answer = await this.edge.write(`${SERVICE}/DisableWorkflow`, call, named.etag, async (request) =>
      this.service.setEnabled(request, idOf(named), false),
    );
    return savedMessage(answer);
  }

  @GrpcMethod(SERVICE, 'RollbackWorkflow')
  async rollback({ id, etag, version, message }: RollbackRequest, _: Metadata, call: Call) {
    const answer = await this.edge.write(`${SERVICE}/RollbackWorkflow`, call, etag, async (request) => {
      const body = await this.edge.body(RollbackBody, { version, message });
      return this.service.rollback(request, idOf({ id }), body.version, body.message);
    });
    return savedMessage(answer);
  }

  @GrpcMethod(SERVICE, 'ListWorkflowVersions')
  versions({ id, ...page }: PageRequest & IdRequest, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/ListWorkflowVersions`, call, async ({ tenant }) => {
      const query = await this.edge.query(PageQuery, pageOf(page));
      const { items, next } = await this.reader.versions(tenant, idOf({ id }), query);
      return { versions: items.map(versionMessage), next };
    });
  }

  @GrpcMethod(SERVICE, 'ValidateWorkflow')
  validate({ id = '', document }: SaveRequest, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/ValidateWorkflow`, call, async (caller) =>
      this.trial.validate(caller, id === '' ? undefined : idOf({ id }), documentOf(document)),
    );
  }

  @GrpcMethod(SERVICE, 'TestWorkflow')
  test({ document, event, at, recorded, ...choice }: TestRequest, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/TestWorkflow`, call, async (caller) => {
      const body = await this.edge.body(DryRunBody, {
        ...choice,
        ...(recorded && { recorded: given(recorded) }),
        ...(document && { document: draftOf(document) }),
        ...(event && { event: envelopeOf(event) }),
        ...(at && { at: instantOf(at) }),
      });
      return testMessage(await this.trial.test(caller, body));
    });
  }
}
