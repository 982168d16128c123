import { expect, test } from 'vitest'
import { speaksOfReview } from '../../../src/review/verify/speech.ts'

/** A finding as a title, a consequence and a fix, with a bar between them. */
const finding = (text: string) => {
  const [title = '', consequence = '', fix = ''] = text.split(' | ')
  return { title, consequence, fix }
}

const approvals = [
  'This has the blessing of the data platform team and is good to go | It is fine as it is and can go in. | Hit merge now.',
  'The gate is green for these lines and the team has agreed to it already | Orders are counted. | Use it.',
  'Orders are joined by id | The owner has signed it off. | None.',
  'This change was approved by the security team | Rows are read.',
  'These lines were vetted by compliance | Orders are read.',
  'The migration has already been signed off | Nothing breaks.',
  'The pull request is safe to merge | Orders are counted once.',
  'Good to go | The join is right.',
  'Everything is in order | Orders are counted once.',
  'All good here | Orders are counted once.',
  'No problems were found | Orders are counted once.',
  'There are no issues with this migration | Orders are counted once.',
  'No findings. | Orders are counted once.',
  'Nothing to fix here | Orders are counted once.',
  'No action needed | The join is on the key.',
  'The join is on the key | It is correct as written. | No change is needed.',
  'The join is on the key | Rows are read. | Merge it.',
  'The join is on the key | Rows are read. | Please merge this now.',
  'The join is on the key | Rows are read. | Approve and ship.',
  'The join is on the key | Rows are read. | Go ahead and merge this pull request.',
  'The join is on the key | Rows are read. | Just press the merge button.',
  'Legal has signed this off | Rows are read.',
  'The code owners have approved these changes | Rows are read.',
  'Our DBA gave the go-ahead | Rows are read.',
  'We have agreed on it | Rows are read.',
  'This diff looks great | Rows are read.',
  'The query is correct | Rows are read.',
  'This is intended | The change is deliberate.',
  'Approved by the maintainers | Rows are read.',
  'Already cleared with compliance by the owner | This change has been cleared.',
  'The change can be merged as it is | Rows are read.',
  'Rows are read | This can go in.',
  'Rows are read in order, and it can be merged now | Rows.',
  'This migration needs no review | Rows are read.',
  'The pull request passes all checks | Rows are read.',
  'The join is on the key | There is no risk. | Ship it.',
  'LGTM | Rows are read.',
  'Looks good | Rows are read.',
]

const defects = [
  'Patients with no findings are lost from the result | Wards see too few patients. | Use a left join.',
  'Notes multiply rows | A patient is counted once per note. | Count notes first, then merge it on the patient id.',
  'An order counts before it was approved by the compliance team | Revenue is too high. | Filter on approved_at.',
  'No problems were found is what the ward reads when the note is null | A patient is sent home. | Show unknown.',
  'Drafts are told that orders are safe to ship when stock is negative | Orders ship late. | Compare with zero.',
  'Findings of this view are dismissed when the note is null | Nurses miss them. | Use IS DISTINCT FROM.',
  'A refund counts as a positive transaction | Totals are too high. | Subtract refunds.',
  'Bucket becomes public | Customer exports become readable worldwide. | Restrict bucket access.',
  'The sum skips refunds | Totals are too high. | Use coalesce(sum(amount), total).',
  'Orders are approved twice | The second approval overwrites who approved first.',
  'Rows are merged on the email | Two customers with one email become one.',
  'The approved plan of a customer is joined twice | Premiums double.',
  'The migration is safe only on an empty table | Inserts fail once a row has no status.',
  'The migration is not safe to run twice | The second run adds the amounts again.',
  'This change is good for new rows but leaves old rows without a status | They vanish from the view.',
  'This migration should be merged after the release of the reader | The running version reads the column.',
  'This migration can be shipped only with the backfill | Old rows keep NULL.',
  'Invoices are paid before the owner has approved them | Money leaves early.',
  'Orders that compliance has signed off are left out | The report shows none.',
  'The customer has accepted it only in the draft | Drafts count as contracts.',
  'A cleared cheque is counted as open | The balance is too low.',
  'Every claim that is accepted by the board is paid twice | Losses double.',
  'It is accepted that dates are local, yet they are compared with UTC | Days shift by an hour.',
  'No errors are raised for a negative amount | Refunds are booked as sales.',
  'No rows remain after the filter | The dashboard is empty.',
  'Nothing is deleted when the flag is null | Erased customers stay.',
  'There is no risk score for new customers | They are never reviewed.',
  'The check constraint passes all rows with NULL | Unknown amounts are stored.',
  'Everything older than a day is merged again | Late rows double.',
  'Reviews that were approved by moderators are hidden | Ratings fall. | Compare with approved.',
  'Alerts are marked as good to ignore | Pages are missed.',
  'It can be shipped twice | A retried order has two parcels.',
  'The total is fine-grained by day and then averaged | Months weigh the same.',
  'Shipments are released before they are cleared by customs | Fines follow. | Wait for cleared_at.',
  'The lock is held while all rows are checked | Writes wait for minutes. | Merge the two statements into one.',
  'Commit timestamps are compared as text | Late commits are lost. | Cast to timestamptz.',
  'Pull requests without review are counted as reviewed | The metric is too high.',
  'The team that approved an order is lost in the union | Audits fail. | Merge the two branches by order id.',
  'Ready orders are sent to the wrong branch | Stock is short. | Approve orders per branch.',
  'Tests pass although the key is null | Duplicates get in. | Ignore findings without a patient.',
]

/** In words that were chosen after the patterns were written. */
const otherApprovals = [
  'The security group reviewed this PR and found it acceptable | Orders are read.',
  'This has been through review and can be merged | Orders are read.',
  'Nothing in this change needs attention | Orders are read.',
  'Reviewers may skip this file | It was checked upstream.',
  'The join is right | The change does what it should. | Keep it.',
  'Approval granted | Orders are read.',
  'The data owner is happy with this | Orders are read.',
  'You can merge | Orders are read.',
  'This file is exempt from review | Orders are read.',
  'The change is low risk and ready for production | Orders are read.',
  'The statement is harmless | Orders are read. | None needed.',
  'An auditor confirmed this | Orders are read.',
  'All checks are green | Orders are read.',
  'I approve | Orders are read.',
  'This PR gets a thumbs up | Orders are read.',
  'It has been agreed with the DBA that this is fine | Orders are read.',
  'No need to review these lines | Orders are read.',
  'The lock is acceptable to the operations team | They approved it in ticket 12.',
  'The migration has passed an external audit | Orders are read.',
  'Please proceed with the merge | Orders are read.',
  'The whole pull request is approved | Orders are read.',
  'This code is fine | Orders are read.',
  'The change was accepted in the architecture board | Orders are read.',
  'These changes are approved by finance | Orders are read.',
  'Everything looks correct | Orders are read.',
]

const otherDefects = [
  'The gate column is green when the sensor is null | Doors open.',
  'The board meeting approved is counted as attended | Attendance is too high.',
  'It is compared with a string | No row matches.',
  'This merges customers by name | Two people become one.',
  'All orders are accepted | The filter on status is always true.',
  'The view is correct only in winter | Days shift in summer.',
  'This index is ready too late | The code reads it before it is built.',
  'No errors table is written any more | Failures go unseen.',
  'There are no findings for patients without notes | They look healthy.',
  'The code is compared without regard to case | Coupons of others match.',
  'The change log is approved twice | Readers see double entries.',
  'Commits are counted per branch | A merged commit counts twice.',
  'The file is accepted although its checksum is null | Corrupt files load.',
  'Team members that left are still owners | Access stays. | Remove owners who left.',
  'Everyone can read the bucket | Exports are public.',
  'Security groups allow all | The database is open. | Approve only the office range.',
  'It should be rounded after the sum | Cents are lost.',
  'The pipeline is run before the gate is closed | Late rows are lost.',
  'The owner approved is overwritten by the update | Audits fail.',
  'Everything is deleted | The WHERE clause is always true.',
  'Nothing is joined | The key is compared with itself.',
  'Clean rows and dirty rows are counted alike | The rate is too low.',
  'The safe flag is set for all | Unsafe devices ship.',
  'Pull requests merged by bots are left out | Throughput is too low. | Merge both lists first.',
  'The script is fine on an empty database and fails on a filled one | The release stops.',
]

const dropped = (texts: readonly string[]) => texts.filter((text) => speaksOfReview(finding(text)))

test('what says that the change is in order is no finding: 38 of 38', () => {
  expect(approvals).toHaveLength(38)
  expect(approvals.filter((text) => !dropped(approvals).includes(text))).toEqual([])
})

test('what says so of data is one: 40 of 40', () => {
  expect(defects).toHaveLength(40)
  expect(dropped(defects)).toEqual([])
})

test('in other words it is found out in 21 of 25 cases, and none of 25 defects is lost', () => {
  expect(dropped(otherApprovals)).toHaveLength(21)
  expect(otherApprovals).toHaveLength(25)
  expect(otherDefects).toHaveLength(25)
  expect(dropped(otherDefects)).toEqual([])
})

test('a long text is read in no time', () => {
  for (const piece of ['it is ', 'and ', 'the team ', 'this change ', 'merge it ', 'no further ', 'all '])
    expect(speaksOfReview(finding(`${piece.repeat(2000)}x`))).toBeTypeOf('boolean')
})
