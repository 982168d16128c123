import { describe, expect, test } from 'vitest'
import { isInText } from '../../../src/review/verify/in-text.ts'

const at = (path: string, text: string, quote: string) => {
  const start = text.indexOf(quote)
  return isInText(path, text, { start, end: start + quote.length })
}

const sql = `-- it is said that the state is kept
/* and that
   nobody reads it */
update orders set state = 'open or new' where note <> '{{ var("note") }}';
`
const hcl = `# kept for two years
resource "aws_s3_bucket" "lake" {
  bucket = "raw-\${var.stage}"
  policy = <<EOT
all of it
EOT
}
`

describe('a place in the middle of what is no code', () => {
  test.each([
    ['a comment', 'q.sql', sql, 'said that the state'],
    ['the second line of one', 'q.sql', sql, 'nobody reads it'],
    ['a literal', 'q.sql', sql, 'open or new'],
    ['a comment, going on behind it', 'q.sql', sql, 'reads it */\nupdate orders'],
    ['code, ending in a literal', 'q.sql', sql, "set state = 'open"],
    ['a comment of Terraform', 'a.tf', hcl, 'two years'],
    ['a string of Terraform', 'a.tf', hcl, 'aws_s3_bucket'],
    ['a heredoc', 'a.tf', hcl, 'all of it'],
  ])('%s', (_, path, text, quote) => expect(at(path, text, quote)).toBe(true))

  test.each([
    ['a whole comment', 'q.sql', sql, '-- it is said that the state is kept'],
    ['a whole literal', 'q.sql', sql, "'open or new'"],
    ['a statement with a literal', 'q.sql', sql, "update orders set state = 'open or new'"],
    ['code of a template in a literal', 'q.sql', sql, 'var("note")'],
    ['a whole string of Terraform', 'a.tf', hcl, '"aws_s3_bucket"'],
    ['what is put into a string', 'a.tf', hcl, 'var.stage'],
    ['a file of which nothing is known', 'a.txt', sql, 'said that'],
  ])('and near it: %s', (_, path, text, quote) => expect(at(path, text, quote)).toBe(false))
})
