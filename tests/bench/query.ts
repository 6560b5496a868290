/** What ten rows of the history are read with, by the bare routes and the SDK's handler. */
export const columns = ["id", "direction", "peer", "line_id", "content", "status", "at"];

export const historyQuery = `SELECT ${columns.join(", ")} FROM messages WHERE peer = ? ORDER BY at DESC, id DESC LIMIT ?`;
