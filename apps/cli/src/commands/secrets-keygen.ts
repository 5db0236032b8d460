import type { Json } from '@hookswitch/domain';
import { generateApiKey, KeyRing, parseApiKey } from '@hookswitch/platform';
import { UsageError, type Command, type Report } from '../command.js';
import { newKeyRing, newRulesKeys, rotatedKeyRing, rotatedRulesKeys } from '../key-files.js';
import { readOld, writeSecret } from '../secret-file.js';

interface KeyFile {
  create(): Promise<string> | string;
  /** Absent where further keys are made in another way. */
  rotate?(old: string): Promise<string> | string;
  /** What may be said of the new content. */
  report(file: string, content: string): Report;
}

export const secretsKeygen: Command = {
  name: 'secrets keygen',
  operands: [],
  summary:
    "Write new keys to a file that only you can read: a connector's key ring, rules' keys, or a first admin key.",
  json: "{file, thumbprints} of a key ring, {file} of rules' keys, {file, id} of an admin key",
  options: {
    out: {
      type: 'string',
      short: 'o',
      value: 'FILE',
      description: 'Where to write; must not exist, unless --add is given.',
    },
    for: { type: 'string', value: 'WHOM', description: 'connector (default), rules or admin.' },
    add: {
      type: 'boolean',
      description: 'Put a new key first in the file and keep the older ones: how keys are rotated.',
    },
  },
  examples: [
    'secrets keygen --out connector-sms.jwks',
    'secrets keygen --out connector-sms.jwks --add',
    'secrets keygen --for rules --out rules.keys',
    'secrets keygen --for admin --out admin.key',
  ],
  async run({ options }) {
    const out = options.text('out');
    if (out === undefined) throw new UsageError('--out FILE is missing.');
    const kind = KINDS.get(options.text('for') ?? 'connector');
    if (kind === undefined) throw new UsageError('--for takes connector, rules or admin.');
    const content = options.flag('add') ? await rotated(kind, out) : await kind.create();
    await writeSecret(out, content, options.flag('add'));
    return kind.report(out, content);
  },
};

async function rotated(kind: KeyFile, file: string): Promise<string> {
  if (!kind.rotate) throw new UsageError('--add does not go with --for admin: further keys are made over the API.');
  return kind.rotate(await readOld(file));
}

const reported = (json: Json, ...lines: readonly string[]): Report => ({ json, lines });

const KINDS: ReadonlyMap<string, KeyFile> = new Map<string, KeyFile>([
  [
    'connector',
    {
      create: newKeyRing,
      rotate: rotatedKeyRing,
      report(file, content) {
        const { thumbprints } = KeyRing.parse(content);
        const head = `The key ring is in ${file}. HOOKSWITCH_TRUSTED_SEALING_KEYS of the gateway needs these thumbprints, the first seals:`;
        return reported({ file, thumbprints }, head, ...thumbprints.map((thumbprint) => `  ${thumbprint}`));
      },
    },
  ],
  [
    'rules',
    {
      create: newRulesKeys,
      rotate: rotatedRulesKeys,
      report: (file) => reported({ file }, `The keys are in ${file}: HOOKSWITCH_RULES_KEYS_FILE of rules names it.`),
    },
  ],
  [
    'admin',
    {
      create: () => `${generateApiKey().text}\n`,
      report(file, content) {
        const id = parseApiKey(content.trim())?.id ?? '';
        return reported(
          { file, id },
          `The key ${id} is in ${file}: HOOKSWITCH_ADMIN_KEY_FILE of the gateway names it.`,
        );
      },
    },
  ],
]);
