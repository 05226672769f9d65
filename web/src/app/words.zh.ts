export const actor = {
  you: '您',
  system: '平台',
  commandLine: '命令行（{{user}}）',
  anonymous: '未登录的访问者',
  key: 'API 密钥“{{label}}”',
};

export const frame = {
  toHome: '回到首页',
  homeLink: 'Credence，回到首页',
  skip: '跳到正文',
  navigation: '主导航',
  menu: '打开或收起菜单',
  search: '搜索页面、客户或哈希',
  searchHint: '输入页面名、客户编号，或粘贴 0x 开头的哈希',
  foundHash: '这是一个哈希',
  openTransaction: '作为交易打开',
  openScorecard: '作为评分卡打开',
  pages: '页面',
  foundNothing: '没有匹配的页面或客户',
  keyboard: '键盘快捷键',
  language: '语言',
  theme: '主题',
  chosen: '当前选择',
  scheme: { light: '浅色', dark: '深色', auto: '跟随系统' },
  account: '账户：{{name}}',
  signOut: '退出登录',
  breadcrumb: '所在位置',
  demo: '演示数据',
  demoLong: '这里全部是演示数据：Statlog 德国信贷数据集，本机的链，公开的演示账户。不要据此作任何信贷决定。',
  localChain: '本地链',
  chain: '链 {{id}}',
  block: '区块 {{number}}',
  chainDown: '链无法访问',
  indexLevel: '索引已同步',
  indexBehind: '索引落后 {{lag}} 个区块',
} as const;

export const nav = {
  group: { mine: '我的', check: '查验', rely: '放款', credit: '信用', invest: '资本市场', record: '记录' },
  home: '首页',
  verify: '验证凭证',
  customers: '客户',
  scorecards: '评分卡',
  monitoring: '模型监控',
  ledger: '账本',
  ratings: '评级',
  deals: '证券化',
  portfolio: '持仓',
  servicing: '资产服务',
  structure: '结构设计',
  tapes: '贷款清单',
  pools: '资产池',
  keys: '签发密钥',
  system: '系统',
  requests: '出示请求',
  revocations: '撤销',
  bulk: '批量验证',
  watch: '关注名单',
  profile: '接受条件',
  myCredentials: '我的凭证',
  asked: '对我的请求',
  consents: '授权记录',
  myPlace: '我的评级位置',
  myData: '我的数据',
  docs: 'API 文档',
  collapse: '收起导航',
  expand: '展开导航',
} as const;

export const key = {
  palette: '打开命令面板',
  search: '搜索',
  goHome: '到首页',
  goVerify: '到验证凭证',
  goCustomers: '到客户',
  goScorecards: '到评分卡',
  goLedger: '到账本',
  goSystem: '到系统',
  goRequests: '到出示请求',
  goBulk: '到批量验证',
  goWatch: '到关注名单',
  goMine: '到我的凭证',
  nextRow: '下一行',
  previousRow: '上一行',
  openRow: '打开所在行',
  closeLayer: '关闭最上面一层',
  help: '显示这张表',
} as const;

export const action = {
  copy: '复制',
  copied: '已复制',
  copyValue: '复制 {{value}}',
  close: '关闭',
  retry: '再试一次',
  download: '下载',
  cancel: '取消',
  save: '保存',
  saved: '已保存',
  remove: '移除',
  optional: '选填',
} as const;

export const role = {
  operator: '运营人员',
  risk_officer: '风险官',
  lender: '放款机构',
  investor: '投资人',
  regulator: '监管人员',
  customer: '客户',
} as const;

export const provenance = {
  chain: '链上',
  chainLong: '链上：直接从合约读出',
  index: '索引',
  indexLong: '索引：由链上事件整理而来，可以随时重建',
  database: '链下',
  databaseLong: '链下：来自本系统的数据库',
  model: '模型',
  modelLong: '模型：由评分模型计算',
} as const;

export const state = {
  loading: '正在载入',
  noPage: '没有这个页面',
  noPageWhy: '地址可能写错了，或者内容已被移走。',
  none: '无',
} as const;

export const fault = {
  requestId: '请求编号',
  offline: { title: '连接不上服务', cure: '数据没有改动。请确认服务正在运行，然后再试一次。' },
  forbidden: { title: '没有权限', cure: '您的角色不能查看此内容。请换一个账户登录，或请管理员授权。' },
  missing: { title: '找不到', cure: '记录不存在，或不属于您的机构。' },
  busy: { title: '服务繁忙', cure: '请求太多或依赖的服务暂不可用。请稍候再试。' },
  invalid: { title: '请求有误', cure: '服务没有接受这个请求，数据没有改动。' },
  server: { title: '服务出错', cure: '数据没有改动。若再次出现，请把请求编号交给管理员。' },
  unknown: { title: '页面出错', cure: '请重新载入页面。' },
} as const;

export const upload = {
  most: '最大 {{megabytes}} MB；可拖放到此处或点击选择',
  empty: '文件为空。',
  tooLarge: '文件过大：{{megabytes}} MB。',
  clear: '移除文件',
  notJson: '文件不是 JSON：{{reason}}',
  notObject: '文件内容不是 JSON 对象。',
  unreadable: '文件已无法读取，请重新选择。',
} as const;

export const table = {
  sort: '按“{{column}}”排序',
  rowsShown: '本页行数：{{rows}}',
  first: '首页',
  previous: '上一页',
  next: '下一页',
  all: '全部',
} as const;

export const chart = { asTable: '以表格显示', asChart: '以图表显示' } as const;
