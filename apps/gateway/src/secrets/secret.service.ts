import { ControlPlane, type StoredSecret, type WriteUnit } from '@hookswitch/persistence';
import { Injectable } from '@nestjs/common';
import { Announcements } from '../connectors/announcements.js';
import { manifestsOf } from '../connectors/manifests.js';
import { Answer } from '../http/answer.js';
import type { WriteRequest } from '../http/write-request.js';
import { ApiError, invalid, notFound } from '../problem/api-error.js';
import { requireRoom } from '../tenants/quota-exceeded.js';
import { mentionsOf } from './mentions-of.js';
import { hintOf, seal } from './seal.js';
import type { NewSecretBody, SecretBody, SecretChange } from './secret.dto.js';
import { signingSecretProblem } from './signing-secret.js';

export const showSecret = ({ name, hint, version, allowedHosts, connectors, createdAt, updatedAt }: StoredSecret) => ({
  ...{ name, hint, version, allowedHosts, connectors },
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

/** Loose secrets: sealed once per connector type that may use them, never read back. */
@Injectable()
export class SecretService {
  constructor(
    private readonly plane: ControlPlane,
    private readonly announcements: Announcements,
  ) {}

  create(request: WriteRequest, { name, ...body }: NewSecretBody): Promise<Answer> {
    return this.write(request, async (unit) => {
      if (await unit.secrets.find(name)) throw new ApiError('name_taken', `There is a secret "${name}" already.`);
      await requireRoom(unit, request.caller.tenant, 'secrets');
      const stored = await store(unit, request, name, body);
      return Answer.created(showSecret(stored), { location: `/v1/secrets/${name}` });
    });
  }

  replace(request: WriteRequest, name: string, change: SecretChange): Promise<Answer> {
    return this.write(request, async (unit) => {
      const before = await unit.secrets.find(name);
      if (!before) throw notFound();
      const { value, allowedHosts = before.allowedHosts, connectors = before.connectors } = change;
      const body = { value, allowedHosts: [...allowedHosts], connectors: [...connectors] };
      return Answer.ok(showSecret(await store(unit, request, name, body)));
    });
  }

  remove(request: WriteRequest, name: string, force: boolean): Promise<Answer> {
    return request.run(this.plane, async (unit) => {
      if (!(await unit.secrets.find(name))) throw notFound();
      const users = force ? [] : await unit.workflows.thatMention(mentionsOf(name), { enabled: true });
      if (users.length > 0) throw new ApiError('in_use', `Workflows in force name it: ${users.join(', ')}.`);
      await unit.secrets.remove(name);
      return Answer.nothing();
    });
  }

  private write(request: WriteRequest, work: (unit: WriteUnit) => Promise<Answer>): Promise<Answer> {
    return this.announcements.answer(() => request.run(this.plane, work));
  }
}

async function store(unit: WriteUnit, { caller }: WriteRequest, name: string, body: SecretBody): Promise<StoredSecret> {
  const { value, allowedHosts, connectors } = body;
  const problem = signingSecretProblem(value);
  if (problem !== undefined) throw invalid('/value', 'invalid_format', problem);
  const manifests = await manifestsOf(unit);
  const seals = await Promise.all(
    connectors.map(async (type, index) => {
      const manifest = manifests.get(type);
      if (!manifest) throw invalid(`/connectors/${index}`, 'unknown_connector', `There is no connector "${type}".`);
      const { sealed, kid } = await seal(manifest, { tenant: caller.tenant, name }, value, '/value');
      return { connector: type, sealed, kid };
    }),
  );
  return unit.secrets.put({ name, hint: hintOf(value), allowedHosts, seals });
}
