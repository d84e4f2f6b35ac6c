import { ApiProperty } from '@nestjs/swagger';
import { IsDefined, IsString, Length } from 'class-validator';

export class ErasureQueryDto {
  @IsDefined()
  @IsString()
  @Length(1, 200)
  unit!: string;
}

export class ForgetUnitDto {
  @ApiProperty({ description: 'Whose attributes are erased, with those of the units linked to it.' })
  @IsDefined()
  @IsString()
  @Length(1, 200)
  unit!: string;

  @ApiProperty({ description: 'Why; it is kept with the decision. It should not name the person.' })
  @IsDefined()
  @IsString()
  @Length(1, 500)
  reason!: string;
}
