/** `name`, `name:port` or `*.name`, which stands for one label more. */
interface HostPattern {
  readonly name: string;
  readonly port: number | undefined;
}

/** Whether a URL's host is one of those listed. */
export const hostListed = (url: URL, patterns: readonly string[]): boolean => {
  const port = portOf(url);
  return patterns.map(parse).some((pattern) => covers(pattern.name, url.hostname) && (pattern.port ?? port) === port);
};

export const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);

/** The hosts that both lists allow. */
export function intersectHosts(left: readonly string[], right: readonly string[]): readonly string[] {
  const common = left.map(parse).flatMap((a) => right.map(parse).flatMap((b) => both(a, b) ?? []));
  return [...new Set(common)];
}

function both(a: HostPattern, b: HostPattern): string | undefined {
  const name = covers(a.name, b.name) ? b.name : covers(b.name, a.name) ? a.name : undefined;
  if (name === undefined || (a.port ?? b.port) !== (b.port ?? a.port)) return undefined;
  const port = a.port ?? b.port;
  return port === undefined ? name : `${name}:${port}`;
}

function parse(text: string): HostPattern {
  const lower = text.toLowerCase();
  // Several colons without brackets: an IPv6 address.
  if (!lower.startsWith('[') && lower.split(':').length > 2) return { name: `[${lower}]`, port: undefined };
  const [, name, port] = /^(.+?):(\d+)$/.exec(lower) ?? [];
  return name === undefined ? { name: lower, port: undefined } : { name, port: Number(port) };
}

function covers(pattern: string, name: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === name;
  return (
    pattern === name ||
    (name.includes('.') && name.slice(name.indexOf('.') + 1) === pattern.slice(2) && !name.startsWith('*'))
  );
}
