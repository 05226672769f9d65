import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { DomainError } from '../kernel/errors.ts';

const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
}
/** Of IPv6 only addresses of the public internet are let through, and of those none that carries an IPv4 address in it. */
const PUBLIC_V6 = new BlockList();
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6');
const HIDDEN_V6 = new BlockList();
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  HIDDEN_V6.addSubnet(net, prefix, 'ipv6');
}

/** Whether an address lies in the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !PRIVATE.check(address, 'ipv4');
  return family === 6 && PUBLIC_V6.check(address, 'ipv6') && !HIDDEN_V6.check(address, 'ipv6');
}

/**
 * Refuses an address that a webhook must not have. What its name leads to is looked at again for each connection.
 * @param allowed - hosts that may be reached over plain http and in private networks
 * @throws {@link DomainError} `webhook_url_refused`
 */
export function checkWebhookUrl(text: string, allowed: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw refused('It is not an address.');
  const host = hostOf(url);
  if (url.username !== '' || url.password !== '') throw refused('An address with a name or a password in it is not taken.');
  if (url.hash !== '') throw refused('An address with a # is not taken.');
  if (allowed.includes(host)) {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('Only https and http are spoken.');
    return url;
  }
  if (url.protocol !== 'https:') throw refused('Use https; plain http is spoken with the hosts of CREDENCE_WEBHOOK_HOSTS only.');
  const isLocalName = host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.local') || host.endsWith('.internal');
  if (isLocalName || (isIP(host) !== 0 && !isPublicAddress(host))) {
    throw refused('It leads into a private network; name the host in CREDENCE_WEBHOOK_HOSTS if that is meant.');
  }
  return url;
}

/** Name or address of the host, lower-case, IPv6 without brackets and without a trailing dot. */
function hostOf(url: URL): string {
  return url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

/**
 * Resolves names for one connection and lets only public addresses through; so a name that changes its address between
 * the check and the connection gains nothing.
 */
export function guardedLookup(url: URL, allowed: readonly string[]): LookupFunction {
  const isAllowed = allowed.includes(hostOf(url));
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '');
      const open = addresses.filter(({ address }) => isAllowed || isPublicAddress(address));
      const [first] = open;
      if (first === undefined) return callback(Object.assign(new Error('the name leads into a private network'), { code: 'EREFUSED' }), '');
      if (options.all === true) return callback(null, open);
      return callback(null, first.address, first.family);
    });
  };
}

function refused(why: string): DomainError {
  return new DomainError('webhook_url_refused', 'invalid', `The webhook address is refused. ${why}`, {
    faults: [{ pointer: '/url', code: 'webhook_url_refused', detail: why }],
  });
}
