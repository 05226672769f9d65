import classes from './Wordmark.module.css';

export function Wordmark() {
  return (
    <span className={classes.mark}>
      <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="#1f4590" />
        <path d="M21.8 11.2A7 7 0 1 0 21.8 20.8" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
        <path d="M13.4 16.2l2.3 2.3 6.1-6.3" fill="none" stroke="#9fc0ff" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <span className={classes.word}>Credence</span>
    </span>
  );
}
