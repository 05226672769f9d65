/** Begins the name of each cookie; the session's is `<prefix>.session_token`. */
export const COOKIE_PREFIX = 'credence';
