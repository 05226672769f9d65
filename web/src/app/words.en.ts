export const actor = {
  you: 'you',
  system: 'the platform',
  commandLine: 'command line ({{user}})',
  anonymous: 'nobody signed in',
  key: 'API key “{{label}}”',
};

export const frame = {
  toHome: 'Back to home',
  homeLink: 'Credence, back to home',
  skip: 'Skip to content',
  navigation: 'Main navigation',
  menu: 'Open or close the menu',
  search: 'Search pages, customers, hashes',
  searchHint: 'A page, a customer number, or a hash that starts with 0x',
  foundHash: 'This is a hash',
  openTransaction: 'Open as a transaction',
  openScorecard: 'Open as a scorecard',
  pages: 'Pages',
  foundNothing: 'No page or customer matches',
  keyboard: 'Keyboard shortcuts',
  language: 'Language',
  theme: 'Theme',
  chosen: 'chosen',
  scheme: { light: 'Light', dark: 'Dark', auto: 'As the system' },
  account: 'Account: {{name}}',
  signOut: 'Sign out',
  breadcrumb: 'Where you are',
  demo: 'Demo data',
  demoLong:
    'Everything here is demo data: the Statlog German credit data set, a chain on this machine, public demo accounts. Take no credit decision on it.',
  localChain: 'Local chain',
  chain: 'Chain {{id}}',
  block: 'block {{number}}',
  chainDown: 'chain unreachable',
  indexLevel: 'index is level',
  indexBehind: 'index {{lag}} blocks behind',
} as const;

export const nav = {
  group: { mine: 'Mine', check: 'Check', rely: 'Lending', credit: 'Credit', invest: 'Capital markets', record: 'Record' },
  home: 'Home',
  verify: 'Verify',
  customers: 'Customers',
  scorecards: 'Scorecards',
  monitoring: 'Model monitoring',
  ledger: 'Ledger',
  ratings: 'Ratings',
  deals: 'Deals',
  portfolio: 'Portfolio',
  servicing: 'Servicing',
  structure: 'Structuring',
  tapes: 'Loan tapes',
  pools: 'Pools',
  keys: 'Issuer keys',
  system: 'System',
  requests: 'Requests',
  revocations: 'Revocations',
  bulk: 'Bulk verify',
  watch: 'Watch list',
  profile: 'Accepted credentials',
  myCredentials: 'My credentials',
  asked: 'Requests to me',
  consents: 'Consents',
  myPlace: 'My rating place',
  myData: 'My data',
  docs: 'API reference',
  collapse: 'Collapse',
  expand: 'Expand',
} as const;

export const key = {
  palette: 'Open the command palette',
  search: 'Search',
  goHome: 'Go to Home',
  goVerify: 'Go to Verify',
  goCustomers: 'Go to Customers',
  goScorecards: 'Go to Scorecards',
  goLedger: 'Go to Ledger',
  goSystem: 'Go to System',
  goRequests: 'Go to Requests',
  goBulk: 'Go to Bulk verify',
  goWatch: 'Go to Watch list',
  goMine: 'Go to My credentials',
  nextRow: 'Next row',
  previousRow: 'Previous row',
  openRow: 'Open the row',
  closeLayer: 'Close the top layer',
  help: 'Show this list',
} as const;

export const action = {
  copy: 'Copy',
  copied: 'Copied',
  copyValue: 'Copy {{value}}',
  close: 'Close',
  retry: 'Try again',
  download: 'Download',
  cancel: 'Cancel',
  save: 'Save',
  saved: 'Saved',
  remove: 'Remove',
  optional: 'optional',
} as const;

export const role = {
  operator: 'Operator',
  risk_officer: 'Risk officer',
  lender: 'Lender',
  investor: 'Investor',
  regulator: 'Regulator',
  customer: 'Customer',
} as const;

export const provenance = {
  chain: 'on chain',
  chainLong: 'On chain: read from the contract',
  index: 'indexed',
  indexLong: 'Indexed: gathered from chain events, can be rebuilt at any time',
  database: 'off-chain',
  databaseLong: 'Off-chain: from the database of this system',
  model: 'model',
  modelLong: 'Model: computed by a scoring model',
} as const;

export const state = {
  loading: 'Loading',
  noPage: 'There is no such page',
  noPageWhy: 'The address may be mistyped, or what was there has moved.',
  none: 'none',
} as const;

export const fault = {
  requestId: 'Request id',
  offline: { title: 'The service cannot be reached', cure: 'Nothing was changed. Check that the service is running, then try again.' },
  forbidden: {
    title: 'Not permitted',
    cure: 'Your role may not see this. Sign in with another account, or ask an administrator for access.',
  },
  missing: { title: 'Not found', cure: 'There is no such record, or it does not belong to your organization.' },
  busy: { title: 'The service is busy', cure: 'Too many requests, or something it depends on is away. Try again in a moment.' },
  invalid: { title: 'The request was refused', cure: 'The service did not accept the request. Nothing was changed.' },
  server: { title: 'The service failed', cure: 'Nothing was changed. If it happens again, give the request id to an administrator.' },
  unknown: { title: 'This page failed', cure: 'Reload the page.' },
} as const;

export const upload = {
  most: 'At most {{megabytes}} MB; drop it here or choose it',
  empty: 'The file is empty.',
  tooLarge: 'The file has {{megabytes}} MB: too large.',
  clear: 'Take the file out',
  notJson: 'The file is not JSON: {{reason}}',
  notObject: 'The file holds no JSON object.',
  unreadable: 'The file cannot be read any more: choose it again.',
} as const;

export const table = {
  sort: 'Sort by {{column}}',
  rowsShown: 'Rows on this page: {{rows}}',
  first: 'First',
  previous: 'Previous',
  next: 'Next',
  all: 'All',
} as const;

export const chart = { asTable: 'Show as table', asChart: 'Show as chart' } as const;
