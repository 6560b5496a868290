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

-- Everything that a contact can be found by, in one row: made from the contact and what belongs to it. Found by whole
-- words (contact_words), and by three letters that follow each other (contact_grams), for what is half remembered.
DROP TRIGGER IF EXISTS contacts_words_insert;
DROP TRIGGER IF EXISTS contacts_words_update;
DROP TRIGGER IF EXISTS contacts_words_delete;
DROP TRIGGER IF EXISTS contacts_profile_insert;
DROP TRIGGER IF EXISTS contacts_profile_update;
DROP TRIGGER IF EXISTS contacts_profile_delete;
DROP TRIGGER IF EXISTS contact_profiles_insert;
DROP TRIGGER IF EXISTS contact_profiles_update;
DROP TRIGGER IF EXISTS contact_profiles_delete;
DROP TRIGGER IF EXISTS contact_emails_profile_insert;
DROP TRIGGER IF EXISTS contact_emails_profile_update;
DROP TRIGGER IF EXISTS contact_emails_profile_delete;
DROP TRIGGER IF EXISTS contact_addresses_profile_insert;
DROP TRIGGER IF EXISTS contact_addresses_profile_update;
DROP TRIGGER IF EXISTS contact_addresses_profile_delete;
DROP TRIGGER IF EXISTS contact_tags_profile_insert;
DROP TRIGGER IF EXISTS contact_tags_profile_update;
DROP TRIGGER IF EXISTS contact_tags_profile_delete;
DROP TRIGGER IF EXISTS contact_notes_profile_insert;
DROP TRIGGER IF EXISTS contact_notes_profile_update;
DROP TRIGGER IF EXISTS contact_notes_profile_delete;
DROP TABLE IF EXISTS contact_words;
DROP TABLE IF EXISTS contact_grams;
DROP TABLE IF EXISTS contact_profiles;
DROP VIEW IF EXISTS contact_facts;
CREATE VIEW contact_facts AS SELECT contacts.rowid AS place, contacts.id AS id, contacts.name AS name,
    contacts.email AS email, coalesce(contacts.notes, '') || ' ' || coalesce(contacts.attributes, '')
      || ' ' || coalesce((SELECT group_concat(email, ' ') FROM contact_emails WHERE contact_id = contacts.id), '')
      || ' ' || coalesce((SELECT group_concat(label || ' ' || address || ' ' || coalesce(directions, ''), ' ')
        FROM contact_addresses WHERE contact_id = contacts.id), '')
      || ' ' || coalesce((SELECT group_concat(tag, ' ') FROM contact_tags WHERE contact_id = contacts.id), '')
      || ' ' || coalesce((SELECT group_concat(content, ' ') FROM contact_notes WHERE contact_id = contacts.id), '') AS words FROM contacts;
CREATE TABLE contact_profiles (place integer PRIMARY KEY, id text NOT NULL UNIQUE, name text, email text, words text NOT NULL);
INSERT INTO contact_profiles SELECT place, id, name, email, words FROM contact_facts;
CREATE VIRTUAL TABLE contact_words USING fts5(
  name, email, words, content = 'contact_profiles', content_rowid = 'place',
  tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO contact_words (contact_words, rank) VALUES ('secure-delete', 1);
INSERT INTO contact_words (contact_words) VALUES ('rebuild');
CREATE VIRTUAL TABLE contact_grams USING fts5(
  name, email, words, content = 'contact_profiles', content_rowid = 'place',
  tokenize = 'trigram remove_diacritics 1', detail = 'none'
);
INSERT INTO contact_grams (contact_grams, rank) VALUES ('secure-delete', 1);
INSERT INTO contact_grams (contact_grams) VALUES ('rebuild');
CREATE TRIGGER contact_profiles_insert AFTER INSERT ON contact_profiles BEGIN
  INSERT INTO contact_words (rowid, name, email, words) VALUES (new.place, new.name, new.email, new.words);
  INSERT INTO contact_grams (rowid, name, email, words) VALUES (new.place, new.name, new.email, new.words);
END;
CREATE TRIGGER contact_profiles_update AFTER UPDATE ON contact_profiles
  WHEN old.name IS NOT new.name OR old.email IS NOT new.email OR old.words <> new.words BEGIN
  INSERT INTO contact_words (contact_words, rowid, name, email, words)
    VALUES ('delete', old.place, old.name, old.email, old.words);
  INSERT INTO contact_grams (contact_grams, rowid, name, email, words)
    VALUES ('delete', old.place, old.name, old.email, old.words);
  INSERT INTO contact_words (rowid, name, email, words) VALUES (new.place, new.name, new.email, new.words);
  INSERT INTO contact_grams (rowid, name, email, words) VALUES (new.place, new.name, new.email, new.words);
END;
CREATE TRIGGER contact_profiles_delete AFTER DELETE ON contact_profiles BEGIN
  INSERT INTO contact_words (contact_words, rowid, name, email, words)
    VALUES ('delete', old.place, old.name, old.email, old.words);
  INSERT INTO contact_grams (contact_grams, rowid, name, email, words)
    VALUES ('delete', old.place, old.name, old.email, old.words);
END;
CREATE TRIGGER contacts_profile_insert AFTER INSERT ON contacts BEGIN
  INSERT INTO contact_profiles (place, id, name, email, words)
    VALUES (new.rowid, new.id, new.name, new.email, coalesce(new.notes, '') || ' ' || coalesce(new.attributes, ''));
END;
CREATE TRIGGER contacts_profile_update AFTER UPDATE OF name, email, notes, attributes ON contacts BEGIN
  UPDATE contact_profiles SET (name, email, words) = (SELECT name, email, words FROM contact_facts WHERE id = new.id)
    WHERE place = new.rowid;
END;
CREATE TRIGGER contacts_profile_delete AFTER DELETE ON contacts BEGIN
  DELETE FROM contact_profiles WHERE place = old.rowid;
END;
CREATE TRIGGER contact_emails_profile_insert AFTER INSERT ON contact_emails BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = new.contact_id), '')
    WHERE id = new.contact_id;
END;
CREATE TRIGGER contact_emails_profile_update AFTER UPDATE OF contact_id, email ON contact_emails BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = new.contact_id), '')
    WHERE id = new.contact_id;
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = old.contact_id), '')
    WHERE id = old.contact_id AND old.contact_id <> new.contact_id;
END;
CREATE TRIGGER contact_emails_profile_delete AFTER DELETE ON contact_emails BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = old.contact_id), '')
    WHERE id = old.contact_id;
END;
CREATE TRIGGER contact_addresses_profile_insert AFTER INSERT ON contact_addresses BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = new.contact_id), '')
    WHERE id = new.contact_id;
END;
CREATE TRIGGER contact_addresses_profile_update AFTER UPDATE OF contact_id, label, address, directions ON contact_addresses BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = new.contact_id), '')
    WHERE id = new.contact_id;
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = old.contact_id), '')
    WHERE id = old.contact_id AND old.contact_id <> new.contact_id;
END;
CREATE TRIGGER contact_addresses_profile_delete AFTER DELETE ON contact_addresses BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = old.contact_id), '')
    WHERE id = old.contact_id;
END;
CREATE TRIGGER contact_tags_profile_insert AFTER INSERT ON contact_tags BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = new.contact_id), '')
    WHERE id = new.contact_id;
END;
CREATE TRIGGER contact_tags_profile_update AFTER UPDATE OF contact_id, tag ON contact_tags BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = new.contact_id), '')
    WHERE id = new.contact_id;
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = old.contact_id), '')
    WHERE id = old.contact_id AND old.contact_id <> new.contact_id;
END;
CREATE TRIGGER contact_tags_profile_delete AFTER DELETE ON contact_tags BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = old.contact_id), '')
    WHERE id = old.contact_id;
END;
CREATE TRIGGER contact_notes_profile_insert AFTER INSERT ON contact_notes BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = new.contact_id), '')
    WHERE id = new.contact_id;
END;
CREATE TRIGGER contact_notes_profile_update AFTER UPDATE OF contact_id, content ON contact_notes BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = new.contact_id), '')
    WHERE id = new.contact_id;
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = old.contact_id), '')
    WHERE id = old.contact_id AND old.contact_id <> new.contact_id;
END;
CREATE TRIGGER contact_notes_profile_delete AFTER DELETE ON contact_notes BEGIN
  UPDATE contact_profiles SET words = coalesce((SELECT words FROM contact_facts WHERE id = old.contact_id), '')
    WHERE id = old.contact_id;
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
