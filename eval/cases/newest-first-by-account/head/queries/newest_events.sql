SELECT "id", "happenedAt" FROM "Event" WHERE "accountId" = $1 ORDER BY "happenedAt" DESC LIMIT 50;
