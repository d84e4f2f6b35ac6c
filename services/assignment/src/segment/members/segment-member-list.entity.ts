import { EntitySchema } from 'typeorm';

/** Lists of members by the hash of their content: what is there never changes and is never taken away. */
export const SegmentMemberListEntity = new EntitySchema({
  name: 'SegmentMemberList',
  tableName: 'segment_member_lists',
  columns: {
    project: { type: 'text', primary: true, primaryKeyConstraintName: 'segment_member_lists_pkey' },
    hash: { type: 'text', primary: true, primaryKeyConstraintName: 'segment_member_lists_pkey' },
    size: { type: 'integer' },
    content: { type: 'bytea' },
  },
});
