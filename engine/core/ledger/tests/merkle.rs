//! Roots and proofs, against the published vectors and against themselves.

use proptest::prelude::*;

use super::super::merkle::*;
use crate::value::Hash;

/// The leaves and roots that implementations of RFC 6962 publish and share.
const LEAVES: [&[u8]; 8] = [
    b"",
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn published_leaves() -> Vec<Hash> {
    LEAVES.iter().map(|leaf| leaf_hash(leaf)).collect()
}

fn hashes(texts: &[&str]) -> Vec<Hash> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn published_roots() {
    let leaves = published_leaves();
    let mut edge = RightEdge::new();
    for (size, expected) in ROOTS.iter().enumerate() {
        assert_eq!(root(&leaves[..size]).to_string(), *expected, "{size} leaves");
        assert_eq!(edge.root().to_string(), *expected, "right edge of {size} leaves");
        if let Some(leaf) = leaves.get(size) {
            edge.push(*leaf);
        }
    }
}

/// `(index, size, path)` of the published vectors.
#[test]
fn published_inclusion_proofs() {
    let leaves = published_leaves();
    let cases: [(usize, usize, &[&str]); 5] = [
        (0, 1, &[]),
        (
            0,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            &[
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1,
            5,
            &[
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    for (index, size, path) in cases {
        assert_eq!(inclusion_proof(&leaves[..size], index), Some(hashes(path)), "{index} in {size}");
    }
    assert_eq!(inclusion_proof(&leaves, 8), None);
    assert_eq!(inclusion_proof(&[], 0), None);
}

/// `(old, new, path)` of the published vectors.
#[test]
fn published_consistency_proofs() {
    let leaves = published_leaves();
    let cases: [(usize, usize, &[&str]); 5] = [
        (1, 1, &[]),
        (
            1,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            &[
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
        (
            6,
            7,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ];
    for (old, new, path) in cases {
        assert_eq!(consistency_proof(&leaves[..new], old), Some(hashes(path)), "{old} of {new}");
    }
    assert_eq!(consistency_proof(&leaves, 0), None);
    assert_eq!(consistency_proof(&leaves, 9), None);
}

/// RFC 9162 §2.1.5: the tree of seven leaves, its proofs written out by hand.
#[test]
fn the_rfc_s_own_example() {
    let d: Vec<Hash> = (0u8..7).map(|n| leaf_hash(&[n])).collect();
    let (g, h, i) = (node_hash(&d[0], &d[1]), node_hash(&d[2], &d[3]), node_hash(&d[4], &d[5]));
    let (k, l) = (node_hash(&g, &h), node_hash(&i, &d[6]));
    assert_eq!(root(&d), node_hash(&k, &l));
    assert_eq!(inclusion_proof(&d, 0).unwrap(), [d[1], h, l]);
    assert_eq!(inclusion_proof(&d, 3).unwrap(), [d[2], g, l]);
    assert_eq!(inclusion_proof(&d, 4).unwrap(), [d[5], d[6], k]);
    assert_eq!(inclusion_proof(&d, 6).unwrap(), [i, k]);
    assert_eq!(consistency_proof(&d, 3).unwrap(), [d[2], d[3], g, l]);
    assert_eq!(consistency_proof(&d, 4).unwrap(), [l]);
    assert_eq!(consistency_proof(&d, 6).unwrap(), [i, d[6], k]);
}

#[test]
fn every_small_tree_proves_itself() {
    let leaves: Vec<Hash> = (0u8..40).map(|n| leaf_hash(&[n])).collect();
    for size in 1..=leaves.len() {
        let tree = &leaves[..size];
        let head = root(tree);
        for index in 0..size {
            let proof = inclusion_proof(tree, index).unwrap();
            assert!(
                verify_inclusion(&tree[index], index as u64, size as u64, &proof, &head),
                "{index} in {size}"
            );
        }
        for old in 1..=size {
            let proof = consistency_proof(tree, old).unwrap();
            let old_head = root(&tree[..old]);
            assert!(verify_consistency(old as u64, &old_head, size as u64, &head, &proof), "{old} of {size}");
        }
    }
}

#[test]
fn an_empty_tree_proves_nothing() {
    let leaf = leaf_hash(b"x");
    assert!(!verify_inclusion(&leaf, 0, 0, &[], &empty_root()));
    assert!(!verify_consistency(0, &empty_root(), 1, &leaf, &[]));
    assert!(!verify_consistency(3, &leaf, 5, &leaf, &[])); // an odd old tree needs its first hash
}

#[test]
fn a_stored_edge_must_fit_its_size() {
    let leaves: Vec<Hash> = (0u8..5).map(|n| leaf_hash(&[n])).collect();
    let mut edge = RightEdge::new();
    leaves.iter().for_each(|leaf| edge.push(*leaf));
    let again = RightEdge::from_parts(edge.size(), edge.peaks().to_vec()).unwrap();
    assert_eq!(again, edge);
    assert_eq!(RightEdge::from_parts(6, edge.peaks()[..1].to_vec()), None);
    assert_eq!(RightEdge::from_parts(0, vec![leaves[0]]), None);
}

proptest! {
    /// Whatever is changed in an inclusion proof, it proves no longer.
    #[test]
    fn changed_inclusion_proofs_fail(size in 1usize..300, index: usize, place: usize, bit in 0usize..256) {
        let leaves: Vec<Hash> = (0..size).map(|n| leaf_hash(&n.to_le_bytes())).collect();
        let (index, head) = (index % size, root(&leaves));
        let proof = inclusion_proof(&leaves, index).unwrap();
        let check = |leaf: &Hash, index, size, proof: &[Hash], head: &Hash| {
            verify_inclusion(leaf, index as u64, size as u64, proof, head)
        };
        let leaf = &leaves[index];
        prop_assert!(check(leaf, index, size, &proof, &head));
        prop_assert!(!check(&flipped(leaf, bit), index, size, &proof, &head));
        prop_assert!(!check(leaf, index, size, &proof, &flipped(&head, bit)));
        prop_assert!(!check(leaf, size, size, &proof, &head));
        let longer: Vec<Hash> = proof.iter().copied().chain([head]).collect();
        prop_assert!(!check(leaf, index, size, &longer, &head));
        if !proof.is_empty() {
            let mut wrong = proof.clone();
            let place = place % wrong.len();
            wrong[place] = flipped(&wrong[place], bit);
            prop_assert!(!check(leaf, index, size, &wrong, &head));
            prop_assert!(!check(leaf, index, size, &proof[1..], &head));
            let elsewhere = (index + 1 + place) % size;
            prop_assert!(elsewhere == index || !check(leaf, elsewhere, size, &proof, &head));
        }
    }

    /// Whatever is changed in a consistency proof, it proves no longer.
    #[test]
    fn changed_consistency_proofs_fail(size in 2usize..300, old: usize, place: usize, bit in 0usize..256) {
        let leaves: Vec<Hash> = (0..size).map(|n| leaf_hash(&n.to_le_bytes())).collect();
        let old = 1 + old % (size - 1);
        let (old_head, head) = (root(&leaves[..old]), root(&leaves));
        let proof = consistency_proof(&leaves, old).unwrap();
        let check = |old, old_head: &Hash, size, head: &Hash, proof: &[Hash]| {
            verify_consistency(old as u64, old_head, size as u64, head, proof)
        };
        prop_assert!(check(old, &old_head, size, &head, &proof));
        prop_assert!(!check(old, &flipped(&old_head, bit), size, &head, &proof));
        prop_assert!(!check(old, &old_head, size, &flipped(&head, bit), &proof));
        prop_assert!(!check(size, &head, old, &old_head, &proof));
        let place = place % proof.len();
        let mut wrong = proof.clone();
        wrong[place] = flipped(&wrong[place], bit);
        prop_assert!(!check(old, &old_head, size, &head, &wrong));
        prop_assert!(!check(old, &old_head, size, &head, &proof[1..]));
        let longer: Vec<Hash> = proof.iter().copied().chain([head]).collect();
        prop_assert!(!check(old, &old_head, size, &head, &longer));
    }

    /// The right edge tells the same root as the whole tree, stored and taken up again at any size.
    #[test]
    fn the_right_edge_grows_as_the_tree(size in 0usize..400, cut: usize) {
        let leaves: Vec<Hash> = (0..size).map(|n| leaf_hash(&n.to_le_bytes())).collect();
        let mut edge = RightEdge::new();
        for (n, leaf) in leaves.iter().enumerate() {
            if size > 0 && n == cut % size {
                edge = RightEdge::from_parts(edge.size(), edge.peaks().to_vec()).unwrap();
            }
            edge.push(*leaf);
        }
        prop_assert_eq!(edge.size(), size as u64);
        prop_assert_eq!(edge.root(), root(&leaves));
    }
}

fn flipped(hash: &Hash, bit: usize) -> Hash {
    let mut bytes = hash.0;
    bytes[bit / 8] ^= 1 << (bit % 8);
    Hash(bytes)
}
