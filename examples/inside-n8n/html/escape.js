const esc = (text) => String(text ?? '').replace(/[&<>"'$]/g, (sign) => '&#' + sign.charCodeAt(0) + ';');
