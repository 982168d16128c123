const texts: ReadonlyMap<string, string> = new Map([
  ['replace_because_cannot_update', 'the change is not possible in place'],
  ['replace_because_tainted', 'it is marked as tainted in the state'],
  ['replace_by_request', 'the plan was asked to replace it'],
  ['replace_by_triggers', 'something it is replaced along with changes'],
  ['delete_because_no_resource_config', 'the code does not declare it any more'],
  ['delete_because_no_module', 'the code does not call its module any more'],
  ['delete_because_wrong_repetition', 'count or for_each came or went'],
  ['delete_because_count_index', 'count is lower than its index'],
  ['delete_because_each_key', 'for_each has its key no more'],
  ['delete_because_no_move_target', 'it moved to where nothing is declared'],
])

/** Why a plan does something, as a clause, by its `action_reason`; undefined of one that is not known here. */
export function planReasonText(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : texts.get(reason)
}
