import { buildSchema, type GraphQLSchema } from 'graphql'

// The types are GitHub's own (@octokit/graphql-schema 15.26.1), cut to these fields.

export const schema: GraphQLSchema = buildSchema(`
  scalar BigInt
  scalar DateTime
  scalar GitObjectID
  scalar URI
  enum DiffSide { LEFT RIGHT }
  enum ReportedContentClassifiers { ABUSE DUPLICATE OFF_TOPIC OUTDATED RESOLVED SPAM }
  interface Actor { login: String!, url: URI! }
  type User implements Actor { login: String!, url: URI! }
  type Bot implements Actor { login: String!, url: URI! }
  interface Node { id: ID! }
  interface Minimizable { isMinimized: Boolean!, minimizedReason: String }
  type PageInfo { endCursor: String, hasNextPage: Boolean!, hasPreviousPage: Boolean!, startCursor: String }
  type PullRequestReviewComment implements Node & Minimizable {
    id: ID!, fullDatabaseId: BigInt, author: Actor, body: String!, path: String!, line: Int, originalLine: Int,
    outdated: Boolean!, isMinimized: Boolean!, minimizedReason: String, url: URI!, createdAt: DateTime!
  }
  type PullRequestReviewCommentConnection { nodes: [PullRequestReviewComment], pageInfo: PageInfo!, totalCount: Int! }
  type PullRequestReviewThread implements Node {
    id: ID!, isResolved: Boolean!, isOutdated: Boolean!, path: String!, line: Int, originalLine: Int, startLine: Int,
    diffSide: DiffSide!, resolvedBy: User, viewerCanResolve: Boolean!,
    comments(first: Int, after: String, last: Int, before: String): PullRequestReviewCommentConnection!
  }
  type PullRequestReviewThreadConnection { nodes: [PullRequestReviewThread], pageInfo: PageInfo!, totalCount: Int! }
  type IssueComment implements Node & Minimizable {
    id: ID!, fullDatabaseId: BigInt, author: Actor, body: String!, isMinimized: Boolean!, minimizedReason: String, url: URI!
  }
  type IssueCommentConnection { nodes: [IssueComment], pageInfo: PageInfo!, totalCount: Int! }
  type PullRequest implements Node {
    id: ID!, number: Int!, title: String!, headRefOid: GitObjectID!, isDraft: Boolean!,
    reviewThreads(first: Int, after: String, last: Int, before: String): PullRequestReviewThreadConnection!
    comments(first: Int, after: String, last: Int, before: String): IssueCommentConnection!
  }
  type Repository implements Node { id: ID!, nameWithOwner: String!, pullRequest(number: Int!): PullRequest }
  type Query {
    repository(owner: String!, name: String!, followRenames: Boolean): Repository
    node(id: ID!): Node
    viewer: User!
  }
  input ResolveReviewThreadInput { clientMutationId: String, threadId: ID! }
  input UnresolveReviewThreadInput { clientMutationId: String, threadId: ID! }
  input MinimizeCommentInput { clientMutationId: String, subjectId: ID!, classifier: ReportedContentClassifiers! }
  input UnminimizeCommentInput { clientMutationId: String, subjectId: ID! }
  type ResolveReviewThreadPayload { clientMutationId: String, thread: PullRequestReviewThread }
  type UnresolveReviewThreadPayload { clientMutationId: String, thread: PullRequestReviewThread }
  type MinimizeCommentPayload { clientMutationId: String, minimizedComment: Minimizable }
  type UnminimizeCommentPayload { clientMutationId: String, unminimizedComment: Minimizable }
  type Mutation {
    resolveReviewThread(input: ResolveReviewThreadInput!): ResolveReviewThreadPayload
    unresolveReviewThread(input: UnresolveReviewThreadInput!): UnresolveReviewThreadPayload
    minimizeComment(input: MinimizeCommentInput!): MinimizeCommentPayload
    unminimizeComment(input: UnminimizeCommentInput!): UnminimizeCommentPayload
  }
`)
