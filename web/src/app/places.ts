import {
  IconAdjustmentsHorizontal,
  IconAward,
  IconBan,
  IconBellRinging,
  IconBuildingBank,
  IconCalendarDollar,
  IconChartHistogram,
  IconChecklist,
  IconEyeCheck,
  IconDatabase,
  IconFileCertificate,
  IconFileSpreadsheet,
  IconHeartRateMonitor,
  IconInbox,
  IconKey,
  IconLayoutDashboard,
  IconListSearch,
  IconSend,
  IconServer2,
  IconShieldCheck,
  IconSignature,
  IconStack2,
  IconUserShield,
  IconUsers,
  IconWallet,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { isCustomer } from '../lib/is-customer.ts';
import { sessionQuery } from '../lib/queries.ts';

/** `isExact`: pages below the address belong to another place. */
const PLACES = [
  { group: 'check', name: 'home', to: '/', icon: IconLayoutDashboard, needs: 'ledger:read', isExact: true },
  { group: 'check', name: 'verify', to: '/verify', icon: IconShieldCheck, needs: null, isExact: false },
  { group: 'mine', name: 'myCredentials', to: '/me', icon: IconFileCertificate, needs: 'own:read', isExact: true },
  { group: 'mine', name: 'asked', to: '/me/requests', icon: IconInbox, needs: 'own:read', isExact: false },
  { group: 'mine', name: 'consents', to: '/me/consents', icon: IconSignature, needs: 'own:read', isExact: false },
  { group: 'mine', name: 'myPlace', to: '/me/board', icon: IconEyeCheck, needs: 'own:read', isExact: false },
  { group: 'mine', name: 'myData', to: '/me/data', icon: IconUserShield, needs: 'own:read', isExact: false },
  { group: 'rely', name: 'requests', to: '/requests', icon: IconSend, needs: 'reliance:read', isExact: false },
  { group: 'rely', name: 'bulk', to: '/bulk', icon: IconListSearch, needs: 'reliance:read', isExact: false },
  { group: 'rely', name: 'watch', to: '/watch', icon: IconBellRinging, needs: 'reliance:read', isExact: false },
  { group: 'rely', name: 'profile', to: '/profile', icon: IconChecklist, needs: 'reliance:read', isExact: false },
  { group: 'credit', name: 'customers', to: '/customers', icon: IconUsers, needs: 'customers:read', isExact: false },
  { group: 'credit', name: 'scorecards', to: '/scorecards', icon: IconChartHistogram, needs: 'scorecards:read', isExact: false },
  { group: 'credit', name: 'monitoring', to: '/monitoring', icon: IconHeartRateMonitor, needs: 'scorecards:read', isExact: false },
  { group: 'credit', name: 'revocations', to: '/revocations', icon: IconBan, needs: 'credentials:revoke', isExact: false },
  { group: 'credit', name: 'keys', to: '/keys', icon: IconKey, needs: 'issuer:manage', isExact: false },
  { group: 'invest', name: 'deals', to: '/deals', icon: IconBuildingBank, needs: 'securitization:read', isExact: false },
  { group: 'invest', name: 'portfolio', to: '/portfolio', icon: IconWallet, needs: 'securitization:read', isExact: false },
  { group: 'invest', name: 'servicing', to: '/servicing', icon: IconCalendarDollar, needs: 'securitization:write', isExact: false },
  { group: 'invest', name: 'tapes', to: '/tapes', icon: IconFileSpreadsheet, needs: 'securitization:write', isExact: false },
  { group: 'invest', name: 'pools', to: '/pools', icon: IconDatabase, needs: 'securitization:write', isExact: false },
  { group: 'invest', name: 'structure', to: '/structure', icon: IconAdjustmentsHorizontal, needs: 'securitization:write', isExact: false },
  { group: 'record', name: 'ledger', to: '/ledger', icon: IconStack2, needs: 'ledger:read', isExact: false },
  { group: 'record', name: 'ratings', to: '/ratings', icon: IconAward, needs: null, isExact: false },
  { group: 'record', name: 'system', to: '/system', icon: IconServer2, needs: 'system:read', isExact: false },
] as const;
/** What a person comes for, in the order of the navigation. */
export const GROUPS = ['mine', 'check', 'rely', 'credit', 'invest', 'record'] as const;

/** The pages that the reader has a use for; the API decides again what they may see. */
export function usePlaces() {
  const session = useQuery(sessionQuery).data;
  const mine = isCustomer(session);
  const held = session?.permissions ?? [];
  return PLACES.filter((place) => {
    if (place.group === 'mine' ? !mine : mine && place.name === 'home') return false;
    return place.needs === null || held.includes(place.needs);
  });
}
