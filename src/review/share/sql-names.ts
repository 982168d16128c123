import { type Named, namedByColumn } from './columns.ts'

/** What names of SQL say of the text beside them; wider than what columns of other files say. */
export function namedInSql(name: string): Named {
  const named = namedByColumn(name)
  return named.secret !== 'surely' && secrets.test(name) ? { ...named, secret: 'surely' } : named
}

const secrets =
  /(?:^|_)(?:secret|token|passcode|pass|pw|(?:master|signing|encryption|decryption|hmac|shared|symmetric|aws_secret)_?key)$/i

/** Functions that are given a secret. */
export const secretCalls =
  /^(?:pgp_(?:sym|pub)_(?:en|de)crypt(?:_bytea)?|crypt|hmac|\w{0,20}(?:en|de)crypt(?:_\w{1,12})?|(?:en|de)cryptby\w{1,20}|(?:old_|sha2_)?password|to_secret)$/i

/** Whether a text is the name of a secret: `smtp_password`, `app.jwt_secret`. */
export function isSecretsName(text: string): boolean {
  return /^[A-Za-z][\w.-]{2,80}$/.test(text) && namedInSql(text.replace(/^.*[.]/, '')).secret !== 'no'
}

/** How something is encrypted or written, and with what: no secret. */
export const workings =
  /^(?:hex|base64|escape|bf|des|xdes|md5|sha-?\d{1,3}|sha\d?|aes(?:[-/:\w]{0,30})?|utf-?8|(?:cipher|compress|s2k|convert|unicode)[\w-]{0,20}=[\w, =-]{1,60})$/i
