CREATE INDEX CONCURRENTLY "Event_accountId_happenedAt_idx" ON "Event" ("accountId", "happenedAt" DESC);
