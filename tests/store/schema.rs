//! The schema and the program agree, and a database that does not belong to this program is left alone.

use guicheng::store::{Store, StoreError, refused_statements};

use crate::support::both::both;

both! {
    async fn the_database_understands_every_statement(place: Place) {
        place.open().await.close().await;
        let refused = refused_statements(&place.url).await.unwrap();
        assert!(refused.is_empty(), "{refused:#?}");
        // The check can fail: without a column the statements that name it are refused.
        place.run("ALTER TABLE quota DROP COLUMN used").await;
        let refused = refused_statements(&place.url).await.unwrap();
        assert!(!refused.is_empty() && refused.iter().all(|(sql, _)| sql.contains("quota")), "{refused:#?}");
    }

    async fn a_changed_migration_stops_the_start(place: Place) {
        place.open().await.close().await;
        let other = if place.is_sqlite() { "zeroblob(32)" } else { "decode(repeat('00', 32), 'hex')" };
        place.run(&format!("UPDATE migration SET hash = {other}")).await;
        assert!(matches!(Store::open(&place.url).await, Err(StoreError::MigrationChanged { version: 1 })));
    }

    async fn a_newer_database_stops_the_start(place: Place) {
        place.open().await.close().await;
        place.run("INSERT INTO migration (version, hash) SELECT 99, hash FROM migration WHERE version = 1").await;
        let opened = Store::open(&place.url).await;
        assert!(matches!(opened, Err(StoreError::Newer { found: 99, .. })), "{:?}", opened.err());
    }
}
