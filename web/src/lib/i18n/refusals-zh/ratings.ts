/** The rating book, its agency, scales and board. */
export const ratings = {
  agency_key_foreign: '本评级机构的密钥在评级簿中属于另一家机构。请使用另一把密钥。',
  agency_not_registered: '评级簿上看不到刚登记的评级机构。请重新启动。',
  agency_unknown: '评级簿上没有这家机构，或还不认识本机构的密钥。',
  default_rates_incomplete: '违约率须为等级体系的每个等级各列一行，违约数不得多于受评对象数。',
  grade_unknown: '等级体系没有这个等级，下面列出全部等级。',
  not_on_board: '该客户在评级板上还没有位置，下次写入时会得到。',
  rating_action_wrong: '所写的评级动作与实际变化不符，英文说明写明应为哪一个。也可以留空，由变化得出。',
  rating_nothing_to_withdraw: '撤回须沿用现有评级的等级体系和等级，并结束观察。',
  rating_pd_invalid: '违约概率最大为 1000000000000000000，即百分之百。',
  rating_pending: '关于该对象或年度的公布正在上链。请待其上链后再试。',
  rating_scale_differs: '现有评级使用另一套等级体系。请先撤回，再重新评定。',
  ratings_not_deployed: '这条链上还没有记录评级合约。请启动后台程序，由它部署。',
  scale_unknown: '没有这个编号的等级体系。',
  subject_unknown: '没有这个编号的受评对象。',
  year_not_over: '违约率须待年度结束后公布。',
} as const;
