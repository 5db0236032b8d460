import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { findHelm } from './helm.mjs';
import { root } from './node-version.mjs';

const chart = join(root, 'helm', 'hookswitch');
const helm = await findHelm();
if (!helm) process.exit(1);

/** Of the time to drain, connectors leave this part to attempts that run; by default an attempt takes at most so long. */
const [ATTEMPTS_SHARE, ATTEMPT_SECONDS] = [0.75, 30];

const problems = [];
const expect = (holds, what) => holds || problems.push(what);
const run = (...args) => execFileSync(helm, args, { cwd: chart, encoding: 'utf8', stdio: 'pipe' });

let pods = 0;
const scenarios = readdirSync(join(chart, 'ci'));
for (const scenario of scenarios) {
  const values = join('ci', scenario);
  try {
    run('lint', '--strict', '.', '--values', values);
    const rendered = run('template', 'release', '.', '--values', values, '--kube-version', '1.33.0');
    if (rendered !== run('template', 'release', '.', '--values', values, '--kube-version', '1.33.0')) {
      problems.push(`${scenario}: two renderings differ`);
    }
    if (scenario === 'secured.yaml') checkSecured(rendered);
    for (const document of parseAllDocuments(rendered)) checkObject(scenario, document.toJS());
  } catch (error) {
    problems.push(`${scenario}: ${error.stderr ?? error.message}`);
  }
}
refuses('a misspelt key', "additional properties 'conectors' not allowed", '--set', 'conectors.a=1');
refuses(
  'no brokers',
  'kafka.brokers is needed',
  '--set',
  'rules.keys.existingSecret=a,connectorDefaults.keyRing.existingSecret=a,postgres.existingSecret=a',
);
refuses(
  'a connector without thumbprints',
  'connectors.http.keyRing.thumbprints are needed',
  '--values',
  join('ci', 'minimal.yaml'),
  '--set-json',
  'connectors.http.keyRing.thumbprints=[]',
);
refuses(
  'a memory limit without a unit',
  "at '/componentDefaults/resources/limits/memory'",
  '--set',
  'componentDefaults.resources.limits.memory=1',
);

for (const problem of problems) console.error(`chart: ${problem}`);
console.log(`${scenarios.length} scenarios of the chart rendered, ${pods} pods checked, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

function refuses(what, sentence, ...args) {
  try {
    run('template', 'release', '.', '--kube-version', '1.33.0', ...args);
    problems.push(`${what} is accepted`);
  } catch (error) {
    expect(`${error.stderr}`.includes(sentence), `${what} is refused without saying "${sentence}": ${error.stderr}`);
  }
}

function checkSecured(rendered) {
  expect(rendered.includes('/acme/hookswitch-acme@sha256:'), 'a tag wins over the digest');
  expect(rendered.includes('e'.repeat(43)), 'a connector in a release of its own is not trusted');
  expect(
    rendered.includes('"acme,http,sms,stt"'),
    'topics and schemas are not those of all connectors but the removed one',
  );
}

/** What the Pod Security standard "restricted" asks of every pod, hook Jobs included, and what our own pods promise beyond it. */
function checkObject(scenario, object) {
  const pod = object?.spec?.template?.spec;
  if (!pod) return;
  pods += 1;
  const at = `${scenario}: ${object.kind} ${object.metadata.name}`;
  if (object.kind === 'Deployment') checkStop(at, pod);
  expect(pod.automountServiceAccountToken === false, `${at} mounts an API token`);
  expect(pod.enableServiceLinks === false, `${at} has service links, whose variables start with HOOKSWITCH_`);
  expect(pod.securityContext?.runAsNonRoot === true, `${at} may run as root`);
  expect(pod.securityContext?.seccompProfile?.type === 'RuntimeDefault', `${at} has no seccomp profile`);
  for (const container of pod.containers) {
    const security = container.securityContext ?? {};
    expect(security.allowPrivilegeEscalation === false, `${at} may gain privileges`);
    expect(security.readOnlyRootFilesystem === true, `${at} has a writable root file system`);
    expect(security.capabilities?.drop?.includes('ALL'), `${at} keeps capabilities`);
    expect(container.resources?.limits?.memory, `${at} has no memory limit`);
    if (object.kind === 'Deployment') {
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
        expect(container[probe], `${at}: no ${probe}`);
    }
  }
}

/** Nobody is killed before it has had its time to drain, and that time is enough for what runs. */
function checkStop(at, pod) {
  const [container] = pod.containers;
  const drain = Number(container.env.find(({ name }) => name === 'HOOKSWITCH_DRAIN_SECONDS')?.value);
  const notice = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  const grace = pod.terminationGracePeriodSeconds;
  expect(
    grace >= notice + drain + 10,
    `${at} is killed after ${grace} s, with ${notice} s of notice and ${drain} s to drain`,
  );
  const options = container.env.find(({ name }) => name === 'NODE_OPTIONS')?.value;
  const limit = Number.parseInt(container.resources.limits.memory, 10);
  // Rules with 192 of 256 MiB was killed for want of memory while it read a backlog.
  expect(options === `--max-old-space-size=${limit / 2}`, `${at} has ${limit} MiB and ${options}`);
  expect(drain * ATTEMPTS_SHARE >= ATTEMPT_SECONDS, `${at} has ${drain} s to drain: too few for what runs`);
  if (container.ports.some(({ name }) => name === 'http'))
    expect(notice >= 5, `${at} is asked to stop before balancers know of it`);
}
