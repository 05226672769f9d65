export const signIn = {
  title: '登录 Credence',
  action: '登录',
  aboutLabel: 'Credence 是什么',
  claim: '每一个信用评分，都能自己验证。',
  claims: {
    verify: { title: '几秒钟验证一份凭证', text: '真伪、是否过期、是否撤销、由谁签发，逐项给出结论和出处。' },
    evidence: { title: '每个数字都能打开证据', text: '公式、数据行、合约调用、区块和证明路径，可在浏览器里重算。' },
    history: { title: '历史不能改写', text: '每一批评分只占一笔交易，锚定在只增不减的账本里。' },
  },
  verifyWithout: '不登录，直接验证一份凭证',
  demo: '用演示账户登录：',
  email: '电子邮箱',
  password: '密码',
  showPassword: '显示或隐藏密码',
  orWallet: '或使用钱包',
  noWallet: '此浏览器中没有发现钱包。安装支持 EIP-6963 的钱包后会列在这里。',
  fault: {
    wrong: '邮箱、密码或签名不正确。',
    offline: '连接不上服务，请确认它正在运行。',
    limited: '尝试次数过多，请稍候再试。',
    failed: '登录没有成功，请再试一次。',
  },
} as const;
