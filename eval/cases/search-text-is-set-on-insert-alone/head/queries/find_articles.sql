select id, title from articles where search @@ plainto_tsquery('english', $1);
