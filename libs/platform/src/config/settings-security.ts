import { isIP } from 'node:net';
import { continuationKeys } from '../sealing/continuation-keys.js';
import { KeyRing } from '../sealing/key-ring.js';
import { parseApiKey } from '../auth/api-key.js';
import { flag, list, matching, origin, secret, type Kind } from './kinds.js';
import { optional, required, withDefault, type ServiceKind } from './setting.js';

const outbound: readonly ServiceKind[] = ['connectors', 'standalone'];
const hostName = matching(
  /^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i,
  'a host name, or `*.` and one for its direct subdomains',
);
const cidr: Kind<string> = {
  form: 'an address range such as `10.1.0.0/16`',
  read(value) {
    const [, address = '', bits] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(value) ?? [];
    const version = isIP(address);
    return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128) ? value : undefined;
  },
};
const thumbprint = matching(/^[A-Za-z0-9_-]{43}$/, 'an RFC 7638 thumbprint (43 characters)');

const ring: Kind<string> = {
  form: 'a key ring from `hookswitch secrets keygen`',
  read: (text) => (KeyRing.problem(text) === undefined ? text : undefined),
  why: (text) => KeyRing.problem(text) ?? '',
};

const trusted: Kind<readonly string[] | 'any'> = {
  form: `${list(thumbprint).form}, or \`any\``,
  read: (value) => (value === 'any' ? value : list(thumbprint).read(value)),
};

export const securitySettings = {
  keyRing: required('HOOKSWITCH_KEY_RING', secret(ring), {
    usedBy: outbound,
    requiredBy: ['connectors'],
    secret: true,
    description:
      'JWKS with the private keys that open the secrets of this connector type; exactly one key is `"primary": true`.',
  }),
  rulesKeys: required(
    'HOOKSWITCH_RULES_KEYS',
    secret({ form: 'a comma-separated list of base64url keys of 32 bytes', read: continuationKeys }),
    {
      usedBy: ['rules', 'standalone'],
      requiredBy: ['rules'],
      secret: true,
      description: 'Keys that seal continuations; the first seals, all open.',
    },
  ),
  trustedSealingKeys: withDefault('HOOKSWITCH_TRUSTED_SEALING_KEYS', trusted, '', {
    usedBy: ['gateway', 'standalone'],
    description: 'Thumbprints of the public keys that secrets may be sealed to. `any` is for standalone only.',
    refuse: (value, service) =>
      value === 'any' && service !== 'standalone' ? 'must list thumbprints: `any` is for standalone only' : undefined,
  }),
  adminKey: optional(
    'HOOKSWITCH_ADMIN_KEY',
    secret({ form: 'an API key (`hks_…`) with a right checksum', read: parseApiKey }),
    {
      usedBy: ['gateway', 'standalone'],
      secret: true,
      description: 'First admin key of the tenant `default`, with every scope; only its hash is stored.',
    },
  ),
  egressTestOrigins: withDefault('HOOKSWITCH_EGRESS_TEST_ORIGINS', list(origin), '', {
    usedBy: outbound,
    description: 'Origins that the guard of outbound requests lets pass whatever their address. Logged at start.',
  }),
  egressAllowHttp: withDefault('HOOKSWITCH_EGRESS_ALLOW_HTTP', flag, 'false', {
    usedBy: outbound,
    description: 'Whether actions may use `http:` URLs.',
  }),
  egressAllowHosts: withDefault('HOOKSWITCH_EGRESS_ALLOW_HOSTS', list(hostName), '', {
    usedBy: outbound,
    description:
      'Internal host names (single labels, `.local`, `.svc` and the like) that actions may reach all the same.',
  }),
  egressAllowCidrs: withDefault('HOOKSWITCH_EGRESS_ALLOW_CIDRS', list(cidr), '', {
    usedBy: outbound,
    description: 'Private address ranges that actions may reach.',
  }),
  recordingHosts: withDefault('HOOKSWITCH_RECORDING_HOSTS', list(hostName), '', {
    usedBy: ['gateway', 'connectors', 'standalone'],
    description: "Hosts that recordings may be fetched from; a connection's own list must be within it.",
  }),
};
