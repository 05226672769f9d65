import type { NewOrganization } from '../../platform/auth/accounts.ts';
import type { Role } from '../../platform/http/permissions.ts';

export interface DemoAccount {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly organization: NewOrganization;
}

/** One password for all of them: the demo listens on this machine only and says it everywhere. */
export const DEMO_PASSWORD = 'credence-demo';

/** The demo customer signs in too; the seed links the account to one of the imported customers. */
export const DEMO_CUSTOMER_EMAIL = 'customer@demo.credence.example';

const bank: NewOrganization = { name: 'Demo Bank', slug: 'demo-bank', kind: 'issuer' };
const operator: NewOrganization = { name: 'Credence Operations', slug: 'credence-operations', kind: 'operator' };
const lender: NewOrganization = { name: 'Harbour Lending', slug: 'harbour-lending', kind: 'lender' };
const regulator: NewOrganization = { name: 'Credit Supervision Office', slug: 'credit-supervision', kind: 'regulator' };
const fund: NewOrganization = { name: 'Elbe Credit Fund', slug: 'elbe-credit-fund', kind: 'investor' };
const customers: NewOrganization = { name: 'Customers of Demo Bank', slug: 'demo-bank-customers', kind: 'customer' };

/** Who prepares and who approves where two people are needed. */
export const DEMO_PAIR = { preparer: 'risk@demo.credence.example', approver: 'approver@demo.credence.example' } as const;

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  { email: DEMO_PAIR.preparer, name: 'Lin Yue', role: 'risk_officer', organization: bank },
  { email: DEMO_PAIR.approver, name: 'Wang Fang', role: 'risk_officer', organization: bank },
  { email: 'lender@demo.credence.example', name: 'Maria Weber', role: 'lender', organization: lender },
  { email: 'investor@demo.credence.example', name: 'Jonas Brandt', role: 'investor', organization: fund },
  { email: 'regulator@demo.credence.example', name: 'Chen Rui', role: 'regulator', organization: regulator },
  { email: 'operator@demo.credence.example', name: 'Sam Okoro', role: 'operator', organization: operator },
  { email: DEMO_CUSTOMER_EMAIL, name: 'Anna Keller', role: 'customer', organization: customers },
];
