-- The words of texts, calls and contacts, for full-text search. They are made from the tables they follow, hold nothing
-- of their own, and are dropped and made again after every change to the schema, which would lose the triggers.
-- What is deleted leaves nothing of its words in the index (secure-delete).

DROP TRIGGER IF EXISTS messages_words_insert;
DROP TRIGGER IF EXISTS messages_words_update;
DROP TRIGGER IF EXISTS messages_words_delete;
DROP TABLE IF EXISTS message_words;
CREATE VIRTUAL TABLE message_words USING fts5(
  content, peer, content = 'messages', tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1);
INSERT INTO message_words (message_words) VALUES ('rebuild');
CREATE TRIGGER messages_words_insert AFTER INSERT ON messages BEGIN
  INSERT INTO message_words (rowid, content, peer) VALUES (new.rowid, new.content, new.peer);
END;
CREATE TRIGGER messages_words_update AFTER UPDATE OF content, peer ON messages BEGIN
  INSERT INTO message_words (message_words, rowid, content, peer)
    VALUES ('delete', old.rowid, old.content, old.peer);
  INSERT INTO message_words (rowid, content, peer) VALUES (new.rowid, new.content, new.peer);
END;
CREATE TRIGGER messages_words_delete AFTER DELETE ON messages BEGIN
  INSERT INTO message_words (message_words, rowid, content, peer)
    VALUES ('delete', old.rowid, old.content, old.peer);
END;

DROP TRIGGER IF EXISTS contacts_words_insert;
DROP TRIGGER IF EXISTS contacts_words_update;
DROP TRIGGER IF EXISTS contacts_words_delete;
DROP TABLE IF EXISTS contact_words;
CREATE VIRTUAL TABLE contact_words USING fts5(
  name, email, notes, content = 'contacts', tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO contact_words (contact_words, rank) VALUES ('secure-delete', 1);
INSERT INTO contact_words (contact_words) VALUES ('rebuild');
CREATE TRIGGER contacts_words_insert AFTER INSERT ON contacts BEGIN
  INSERT INTO contact_words (rowid, name, email, notes) VALUES (new.rowid, new.name, new.email, new.notes);
END;
CREATE TRIGGER contacts_words_update AFTER UPDATE OF name, email, notes ON contacts BEGIN
  INSERT INTO contact_words (contact_words, rowid, name, email, notes)
    VALUES ('delete', old.rowid, old.name, old.email, old.notes);
  INSERT INTO contact_words (rowid, name, email, notes) VALUES (new.rowid, new.name, new.email, new.notes);
END;
CREATE TRIGGER contacts_words_delete AFTER DELETE ON contacts BEGIN
  INSERT INTO contact_words (contact_words, rowid, name, email, notes)
    VALUES ('delete', old.rowid, old.name, old.email, old.notes);
END;

DROP TRIGGER IF EXISTS transcripts_words_insert;
DROP TRIGGER IF EXISTS transcripts_words_update;
DROP TRIGGER IF EXISTS transcripts_words_delete;
DROP TABLE IF EXISTS transcript_words;
CREATE VIRTUAL TABLE transcript_words USING fts5(
  words, content = 'transcripts', tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO transcript_words (transcript_words, rank) VALUES ('secure-delete', 1);
INSERT INTO transcript_words (transcript_words) VALUES ('rebuild');
CREATE TRIGGER transcripts_words_insert AFTER INSERT ON transcripts BEGIN
  INSERT INTO transcript_words (rowid, words) VALUES (new.rowid, new.words);
END;
CREATE TRIGGER transcripts_words_update AFTER UPDATE OF words ON transcripts BEGIN
  INSERT INTO transcript_words (transcript_words, rowid, words) VALUES ('delete', old.rowid, old.words);
  INSERT INTO transcript_words (rowid, words) VALUES (new.rowid, new.words);
END;
CREATE TRIGGER transcripts_words_delete AFTER DELETE ON transcripts BEGIN
  INSERT INTO transcript_words (transcript_words, rowid, words) VALUES ('delete', old.rowid, old.words);
END;
