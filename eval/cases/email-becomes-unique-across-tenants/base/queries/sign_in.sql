select id from accounts where tenant_id = $1 and email = $2;
