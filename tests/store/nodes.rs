//! Several writers on one database (nodes on PostgreSQL; a server and a command on SQLite): what one remembers is never
//! older than what another has committed.

use guicheng::store::Store;
use guicheng::store::tables::count::QuotaRow;

use super::{Refusal, add_case, audit, cases, put, take};
use crate::support::both::both;

both! {
    async fn what_another_node_did_is_seen(place: Place) {
        let (one, two) = (place.open().await, place.open().await);
        // Each remembers the quota's row after its own turn, and must notice that it is stale after the other's.
        for expected in (1..=20).step_by(2) {
            assert_eq!(take(&one, "q", 100).await.unwrap(), expected);
            assert_eq!(take(&two, "q", 100).await.unwrap(), expected + 1);
        }
        put(&one, |unit| unit.delete::<QuotaRow>("q")).await;
        assert_eq!(take(&two, "q", 100).await.unwrap(), 1);
        assert_eq!(audit(&two).await.entries, 22);
    }

    async fn two_nodes_racing_give_each_place_once(place: Place) {
        let (one, two) = (place.open().await, place.open().await);
        let racers: Vec<_> = [&one, &two].repeat(30).into_iter().cloned().map(racer).collect();
        let mut taken = Vec::new();
        for racer in racers {
            taken.extend(racer.await.unwrap());
        }
        taken.sort_unstable();
        assert_eq!(taken, (1..=10).collect::<Vec<_>>());
        assert_eq!(audit(&one).await.entries, 10);
    }

    async fn several_nodes_may_start_at_once(place: Place) {
        let starting: Vec<_> = (0..4)
            .map(|_| {
                let url = place.url.clone();
                tokio::spawn(async move { Store::open(&url).await })
            })
            .collect();
        for (number, node) in starting.into_iter().enumerate() {
            add_case(&node.await.unwrap().unwrap(), &format!("c{number}")).await.unwrap();
        }
        assert_eq!(cases(&place.open().await).await, ["c0", "c1", "c2", "c3"]);
    }
}

fn racer(store: Store) -> tokio::task::JoinHandle<Option<i64>> {
    tokio::spawn(async move {
        match take(&store, "q", 10).await {
            Ok(place) => Some(place),
            Err(Refusal::Full) => None,
            Err(Refusal::Store(error)) => panic!("{error}"),
        }
    })
}
