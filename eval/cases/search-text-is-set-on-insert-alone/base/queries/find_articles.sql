select id, title from articles where to_tsvector('english', title || ' ' || body) @@ plainto_tsquery('english', $1);
