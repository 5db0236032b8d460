import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

/** No setting opens these: loopback, link-local, multicast, metadata services, and IPv6 forms that hide an IPv4 address. */
const NEVER = ranges([
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '255.255.255.255/32',
  // Metadata and agent addresses of Azure, Alibaba and Oracle that lie outside link-local.
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
  // `::`, `::1` and IPv4-compatible addresses.
  '::/96',
  '::ffff:0:0:0/96',
  '2001::/32',
  '2002::/16',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  // Metadata of AWS and Google over IPv6.
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
]);
const NAT64 = ranges(['64:ff9b::/96']);
const GLOBAL_IPV6 = ranges(['2000::/3']);

/** Which addresses a request may go to. `allow` opens private ranges; the never-list and `deny` win over it. */
export class AddressRules {
  private readonly allow: readonly Range[];
  private readonly deny: readonly Range[];

  /** Throws when a range is not in CIDR form. */
  constructor(options: { readonly allow?: readonly string[]; readonly deny?: readonly string[] } = {}) {
    this.allow = ranges(options.allow ?? []);
    this.deny = [...NEVER, ...ranges(options.deny ?? [])];
  }

  /** Why a connection to it is refused; undefined: it may be made. */
  refusal(text: string): string | undefined {
    if (!ipaddr.isValid(text)) return `"${text}" is no address`;
    return this.refusalOf(ipaddr.process(text));
  }

  private refusalOf(address: Address): string | undefined {
    if (within(address, this.deny)) return `${address.toString()} is never allowed`;
    if (within(address, this.allow)) {
      // The gateway behind a NAT64 prefix would reach any IPv4 address for us, the forbidden ones too.
      return within(address, NAT64) ? this.refusalOf(lastFourBytes(address)) : undefined;
    }
    if (address.range() !== 'unicast') return `${address.toString()} is ${address.range()}`;
    const isGlobal = address.kind() === 'ipv4' || within(address, GLOBAL_IPV6);
    return isGlobal ? undefined : `${address.toString()} is no global address`;
  }
}

function ranges(texts: readonly string[]): readonly Range[] {
  return texts.map((text) => {
    if (!ipaddr.isValidCIDR(text)) throw new Error(`"${text}" is not an address range such as 10.1.0.0/16`);
    const [address, bits] = ipaddr.parseCIDR(text);
    return [address, bits] as const;
  });
}

const within = (address: Address, list: readonly Range[]): boolean =>
  list.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));

const lastFourBytes = (address: Address): Address => ipaddr.fromByteArray(address.toByteArray().slice(-4));
