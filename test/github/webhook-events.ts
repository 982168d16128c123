import type { Permissions } from './world.ts'

/** The webhooks that are sent, by event and action. */
export const webhookEvents = [
  ...actions('check_run', 'created completed rerequested requested_action'),
  ...actions('check_suite', 'requested rerequested completed'),
  ...actions('installation', 'created deleted suspend unsuspend new_permissions_accepted'),
  ...actions('installation_repositories', 'added removed'),
  ...actions('issue_comment', 'created edited deleted'),
  ...actions('merge_group', 'checks_requested destroyed'),
  ...actions(
    'pull_request',
    'opened synchronize reopened closed edited ready_for_review converted_to_draft enqueued dequeued',
  ),
  ...actions('pull_request_review', 'submitted dismissed'),
  ...actions('pull_request_review_comment', 'created edited deleted'),
  ...actions('pull_request_review_thread', 'resolved unresolved'),
  ...actions('repository', 'renamed transferred archived'),
  ...actions('workflow_run', 'completed'),
  'push',
]

function actions(event: string, names: string): string[] {
  return names.split(' ').map((name) => `${event}.${name}`)
}

/** Sent to every App that can act on them, subscribed or not; nobody can unsubscribe. */
export const unconditional = [
  'installation',
  'installation_repositories',
  'check_run.rerequested',
  'check_run.requested_action',
  'check_suite.requested',
  'check_suite.rerequested',
]

/**
 * The permission an event needs before an App can subscribe. `issue_comment` needs Issues, also for comments on pull
 * requests: a manifest without it is refused (derive-to/derive#269, eclipse-csi/otterdog#429).
 */
export const eventPermission: Readonly<Record<string, Permissions>> = {
  check_run: { checks: 'read' },
  'check_run.rerequested': { checks: 'write' },
  'check_run.requested_action': { checks: 'write' },
  check_suite: { checks: 'read' },
  'check_suite.requested': { checks: 'write' },
  'check_suite.rerequested': { checks: 'write' },
  issue_comment: { issues: 'read' },
  merge_group: { merge_queues: 'read' },
  pull_request: { pull_requests: 'read' },
  pull_request_review: { pull_requests: 'read' },
  pull_request_review_comment: { pull_requests: 'read' },
  pull_request_review_thread: { pull_requests: 'read' },
  push: { contents: 'read' },
  repository: { metadata: 'read' },
  workflow_run: { actions: 'read' },
}
