// What the words of SQL say of the literals beside them, over all dialects that are read.

const setOf = (words: string) => new Set(words.split(' '))

/** Types whose parentheses hold lengths and precisions. */
export const sizedTypes = setOf(
  'varchar char character varying nvarchar nchar varchar2 bpchar numeric decimal dec number bignumeric timestamp timestamptz timestamp_ntz timestamp_ltz timestamp_tz datetime datetime2 time timetz bit varbit float double binary varbinary int integer tinyint smallint mediumint bigint interval string vector halfvec geometry geography',
)

/** Functions whose first literal is the name of something. */
export const namingCalls = setOf(
  'nextval currval setval lastval to_regclass to_regtype to_regproc current_setting set_config pg_get_serial_sequence to_tsvector to_tsquery plainto_tsquery websearch_to_tsquery',
)

/** Functions with a literal that says how a time or number is written. */
export const formattingCalls = setOf(
  'to_char to_date to_timestamp to_number to_timestamp_tz to_timestamp_ntz try_to_date try_to_timestamp date_format format_date format_timestamp format_datetime parse_date parse_timestamp parse_datetime strftime strptime date_parse str_to_date',
)

/** Words behind which a literal belongs to the statement's own form. */
export const settingWords = setOf(
  'language format delimiter encoding quote escape version collate locale charset set provider method lc_collate lc_ctype',
)

/** Words behind which a number belongs to the statement's own form. */
export const countingWords = setOf(
  'limit offset first next top fillfactor modulus remainder cache cost rows buckets increment minvalue maxvalue',
)

/** Factors of units: of hundredths, seconds, minutes, hours, weeks, months, years, bytes. */
export const factors = setOf(
  '7 10 12 24 30 52 60 100 365 1000 1024 1440 3600 10000 86400 604800 1000000 100.0 1000.0 60.0',
)

/** Functions that move a moment by a number of units, or count units between moments. */
export const dateCalls =
  /^(?:(?:safe_)?(?:date|datetime|time|timestamp|day)_?(?:add|sub|diff|trunc)|(?:add|sub|months|date)_(?:days|months|years|hours|minutes|weeks|between)|(?:adddate|subdate|timestampadd|make_interval|make_dsinterval|generate_date_array|numtodsinterval))$/

/** What is the present moment, with parentheses or without. */
export const moments = setOf(
  'current_date current_timestamp current_datetime current_time localtime localtimestamp now sysdate systimestamp getdate getutcdate curdate today clock_timestamp statement_timestamp transaction_timestamp',
)

const units =
  '(?:micro|milli|nano)?seconds?|secs?|s|ms|us|minutes?|mins?|hours?|hrs?|h|days?|d|weeks?|months?|mons?|quarters?|years?|yrs?|y|isoyear|isoweek|isodow|dow|doy|epoch|decades?|century|centuries|millennium'

/** A unit of time: `month`. */
export const unit = new RegExp(`^(?:${units}|week\\((?:mon|tues|wednes|thurs|fri|satur|sun)day\\))$`, 'i')
/** A span of time: `1 day`, `-3 months 02:30`. */
export const interval = new RegExp(
  `^(?:\\s{0,3}[+-]?\\d{1,9}(?:[.:]\\d{1,9}){0,3}\\s{0,3}(?:${units})?){1,6}(?:\\s{1,3}ago)?$`,
  'i',
)
/** How a time is written: `YYYY-MM-DD HH24:MI`, `%Y-%m-%d`. */
export const format =
  /^(?:%[a-zA-Z]|YYYY|YYY|YY|Y|IYYY|MM|MONTH|MON|DDD|DD|DY|DAY|D|HH24|HH12|HH|MI|SSSS|SS|MS|US|FF\d?|TZH|TZM|TZ|OF|AM|PM|Q|WW|IW|ID|FM|TH|T|Z|9|0|[\s"/:.,_-]){1,40}$/i
export const zone = /^(?:[A-Za-z_]{1,30}(?:\/[A-Za-z_+-]{1,30}){0,2}|[A-Za-z]{0,4}[+-]\d{1,2}(?::?\d{2})?)$/
/** A name as it is written in code, with its schema or as a path of keys. */
export const nameLike = /^"?[A-Za-z_][\w$]{0,62}"?(?:\."?[A-Za-z_][\w$]{0,62}"?){0,3}$/
export const setting = /^[\w .,$"%+/-]{0,60}$/
