import { action, actor, chart, fault, frame, key, nav, provenance, role, state, table, upload } from '../../app/words.zh.ts';
import { board } from '../../features/board/words.zh.ts';
import { bulk } from '../../features/bulk/words.zh.ts';
import { keys } from '../../features/keys/words.zh.ts';
import { log } from '../../features/log/words.zh.ts';
import { me } from '../../features/me/words.zh.ts';
import { outlook } from '../../features/outlook/words.zh.ts';
import { pools } from '../../features/pools/words.zh.ts';
import { portfolio } from '../../features/portfolio/words.zh.ts';
import { present } from '../../features/present/words.zh.ts';
import { profile } from '../../features/profile/words.zh.ts';
import { ratings } from '../../features/ratings/words.zh.ts';
import { revocations } from '../../features/revocations/words.zh.ts';
import { registry } from '../../features/registry/words.zh.ts';
import { requests } from '../../features/requests/words.zh.ts';
import { watch } from '../../features/watch/words.zh.ts';
import { customers } from '../../features/customers/words.zh.ts';
import { deals } from '../../features/deals/words.zh.ts';
import { home } from '../../features/home/words.zh.ts';
import { evidence, ledger } from '../../features/ledger/words.zh.ts';
import { modelWatch } from '../../features/model-watch/words.zh.ts';
import { scorecard } from '../../features/scorecard/words.zh.ts';
import { servicing } from '../../features/servicing/words.zh.ts';
import { signIn } from '../../features/sign-in/words.zh.ts';
import { structure } from '../../features/structure/words.zh.ts';
import { studio } from '../../features/studio/words.zh.ts';
import { system } from '../../features/system/words.zh.ts';
import { tapes } from '../../features/tapes/words.zh.ts';
import { trade } from '../../features/trade/words.zh.ts';
import { verify } from '../../features/verify/words.zh.ts';

/** Every text of the console in Chinese; the names of its members are the keys that the code may use. */
export const zh = {
  action,
  actor,
  board,
  bulk,
  chart,
  customers,
  deals,
  evidence,
  fault,
  frame,
  home,
  key,
  keys,
  ledger,
  log,
  me,
  modelWatch,
  nav,
  outlook,
  pools,
  portfolio,
  present,
  profile,
  provenance,
  ratings,
  registry,
  requests,
  revocations,
  role,
  scorecard,
  servicing,
  signIn,
  state,
  structure,
  studio,
  system,
  table,
  tapes,
  trade,
  upload,
  verify,
  watch,
} as const;
