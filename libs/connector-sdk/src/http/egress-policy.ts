import { isIP } from 'node:net';
import { AddressRules } from './address-rules.js';
import { hostListed, portOf } from './host-patterns.js';

/** What the operator says about outbound requests. */
export interface EgressOptions {
  /** Whether `http:` may be used; default false. */
  readonly allowHttp?: boolean;
  /** Allowed besides 443, and 80 where `http:` may be used. */
  readonly ports?: readonly number[];
  /** Names that may be called although they look internal (`crm`, `crm.internal`). Their addresses are tested all the same. */
  readonly allowHosts?: readonly string[];
  /** Private ranges that may be called; the never-list wins. */
  readonly allowCidrs?: readonly string[];
  /** Pod, service and node ranges, the cluster's API: win over `allowCidrs`. */
  readonly denyCidrs?: readonly string[];
  /** Names of the installation itself. */
  readonly ownHosts?: readonly string[];
  /** Exact origins, for tests and the simulator, for which name, port and address are not looked at. */
  readonly testOrigins?: readonly string[];
}

const NEVER_NAMES = /^(?:.*\.)?localhost$|^kubernetes(?:\.default(?:\.svc(?:\..*)?)?)?$/;
const INTERNAL_NAMES = /^[^.]+$|\.(?:local|internal|svc|cluster\.local|localdomain|home\.arpa)$/;

/** The rules about where a request may go. */
export class EgressPolicy {
  private readonly addresses: AddressRules;
  private readonly testOrigins: ReadonlySet<string>;
  private readonly ports: ReadonlySet<number>;

  /** Throws when an option is malformed. */
  constructor(private readonly options: EgressOptions = {}) {
    const { allowCidrs = [], denyCidrs = [], testOrigins = [], ports = [], allowHttp = false } = options;
    this.addresses = new AddressRules({ allow: allowCidrs, deny: denyCidrs });
    this.testOrigins = new Set(testOrigins.map((origin) => new URL(origin).origin));
    this.ports = new Set([443, ...(allowHttp ? [80] : []), ...ports]);
  }

  isTestOrigin(origin: string): boolean {
    return this.testOrigins.has(origin);
  }

  /** What a user may be told about a URL that can never be called here. */
  formRefusal(url: URL): string | undefined {
    if (this.isTestOrigin(url.origin)) return undefined;
    if (url.protocol === 'http:' && !this.options.allowHttp) return 'Only https URLs may be called.';
    if (!this.ports.has(portOf(url))) return `Port ${portOf(url)} may not be called.`;
    return undefined;
  }

  /** Why a host is refused, for the operator alone. A name's addresses are tested when it is resolved. */
  hostRefusal(url: URL): string | undefined {
    if (this.isTestOrigin(url.origin)) return undefined;
    const host = bare(url.hostname);
    if (isIP(host) !== 0) return this.addresses.refusal(host);
    if (host.endsWith('.')) return `"${host}" ends with a dot`;
    if (NEVER_NAMES.test(host)) return `"${host}" is never allowed`;
    if (hostListed(url, this.options.ownHosts ?? [])) return `"${host}" is this installation itself`;
    if (INTERNAL_NAMES.test(host) && !hostListed(url, this.options.allowHosts ?? []))
      return `"${host}" is an internal name`;
    return undefined;
  }

  addressRefusal(address: string): string | undefined {
    return this.addresses.refusal(address);
  }
}

/** An IPv6 literal without its brackets. */
export const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
