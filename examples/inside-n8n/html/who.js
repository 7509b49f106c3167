const who = (row) => row.email || row.phone || row.user_id || 'Unknown customer';
