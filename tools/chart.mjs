import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { findHelm } from './helm.mjs';
import { root } from './node-version.mjs';

const chart = join(root, 'helm', 'hookswitch');
const helm = await findHelm();
if (!helm) process.exit(1);

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
