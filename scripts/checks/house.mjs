/** The rooms of the back end in the order of the data: a room may import from rooms above it, never from below. */
export const ROOMS = [
  'kernel',
  'platform',
  'intake',
  'scoring',
  'attestation',
  'transparency',
  'rating',
  'holder',
  'reliance',
  'decision',
  'lending',
  'monitoring',
  'engagement',
  'protection',
  'securitization',
  'audit',
  'apps',
];

/** Folders of `contracts/` that each folder may import from; the rooms see each other by interface only. */
export const CONTRACT_LAYERS = {
  types: ['types'],
  libraries: ['types', 'libraries'],
  access: ['types', 'libraries', 'access'],
  ledger: ['types', 'libraries', 'access', 'ledger'],
  verifier: ['types', 'libraries', 'verifier'],
  rating: ['types', 'libraries', 'access', 'rating'],
  lending: ['types', 'libraries', 'verifier', 'lending'],
  protection: ['types', 'libraries', 'protection'],
  securitization: ['types', 'libraries', 'securitization'],
};

/** What the pure parts may take from npm: mathematics without input or output. */
const PURE_PACKAGES = [/^@noble\/(hashes|curves)(\/|$)/];

/** Tools of the workshop that stand beside what they make; they never run in production. */
export const isWorkshop = (path) => /\/generate-[a-z-]+\.ts$/.test(path) || path === 'backend/platform/database/migration-sql.ts';

export const isTest = (path) => /\.(test|test-d)\.(ts|tsx|mjs)$/.test(path) || path.startsWith('test/');

export function roomOf(path) {
  const [top, room] = path.split('/');
  return top === 'backend' && ROOMS.includes(room) ? room : undefined;
}

export const isDomain = (path) => /^backend\/[^/]+\/domain\//.test(path);
export const isPure = (path) => isDomain(path) || path.startsWith('backend/kernel/');
export const isPurePackage = (specifier) => PURE_PACKAGES.some((pattern) => pattern.test(specifier));

/** What the console may take from the back end: shapes, pure vocabulary and rules, the verifier and the waterfall. */
export function mayWebImport(path) {
  return (
    path.startsWith('backend/kernel/') ||
    isDomain(path) ||
    /^backend\/[^/]+(\/[^/]+)?\/schemas\.ts$/.test(path) ||
    path === 'backend/platform/http/permissions.ts' ||
    path === 'backend/attestation/verify.ts' ||
    path === 'backend/securitization/waterfall.ts'
  );
}

/** Ambient things that make a result depend on more than its arguments. */
export const IMPURE = [
  [/\bDate\s*\.\s*now\b/, 'Date.now'],
  [/\bnew\s+Date\s*\(\s*\)/, 'new Date() without an argument'],
  [/\bnew\s+Date\b(?!\s*\()/, 'new Date without an argument'],
  [/\bMath\s*\.\s*random\b/, 'Math.random'],
  [/(?<![\w.$])process\s*[.[]/, 'process'],
  [/(?<![\w.$])fetch\s*\(/, 'fetch'],
  [/(?<![\w.$])performance\s*\./, 'performance'],
  [/(?<![\w.$])crypto\s*\./, 'crypto'],
  [/(?<![\w.$])(setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(/, 'a timer'],
  [/(?<![\w.$])(XMLHttpRequest|WebSocket|EventSource)\b/, 'the network'],
  [/(?<![\w.$])console\s*\./, 'console'],
];
