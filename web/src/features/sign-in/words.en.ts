export const signIn = {
  title: 'Sign in to Credence',
  action: 'Sign in',
  aboutLabel: 'What Credence is',
  claim: 'Credit scores that anyone can check.',
  claims: {
    verify: {
      title: 'Verify a credential in seconds',
      text: 'Genuine, unexpired, not revoked, signed by whom: each answer with its source.',
    },
    evidence: {
      title: 'Every figure opens its evidence',
      text: 'Formula, rows, contract call, block and proof path, computed again in your browser.',
    },
    history: { title: 'History cannot be rewritten', text: 'A whole batch of scores takes one transaction in a ledger that only grows.' },
  },
  verifyWithout: 'Verify a credential without signing in',
  demo: 'Enter with a demo account:',
  email: 'E-mail',
  password: 'Password',
  showPassword: 'Show or hide the password',
  orWallet: 'or with a wallet',
  noWallet: 'No wallet was found in this browser. One that supports EIP-6963 will be listed here.',
  fault: {
    wrong: 'E-mail, password or signature is not right.',
    offline: 'The service cannot be reached. Check that it is running.',
    limited: 'Too many attempts. Try again in a moment.',
    failed: 'Signing in did not work. Try again.',
  },
} as const;
